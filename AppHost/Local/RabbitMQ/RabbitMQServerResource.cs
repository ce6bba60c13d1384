namespace Aspire.Hosting.ApplicationModel;

/// <summary>A RabbitMQ broker.</summary>
public class RabbitMQServerResource : ContainerResource, IResourceWithConnectionString
{
    internal const string PrimaryEndpointName = "tcp";
    internal const string ManagementEndpointName = "management";
    private const string DefaultUserName = "guest";

    /// <summary>Creates the broker.</summary>
    /// <param name="name">The resource name.</param>
    /// <param name="userName">The user; <c>guest</c> when null.</param>
    /// <param name="password">The password.</param>
    public RabbitMQServerResource(string name, ParameterResource? userName, ParameterResource password)
        : base(name)
    {
        UserNameParameter = userName;
        PasswordParameter = password;
        PrimaryEndpoint = new EndpointReference(this, PrimaryEndpointName);
        ManagementEndpoint = new EndpointReference(this, ManagementEndpointName);
    }

    /// <summary>Where AMQP is spoken.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>Where the management API is.</summary>
    public EndpointReference ManagementEndpoint { get; }

    /// <summary>The user.</summary>
    public ParameterResource? UserNameParameter { get; }

    /// <summary>The password.</summary>
    public ParameterResource PasswordParameter { get; }

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression => External is { } given
        ? ReferenceExpression.Create($"{given}")
        : UserNameParameter is { } user
            ? ReferenceExpression.Create($"amqp://{user:uri}:{PasswordParameter:uri}@{PrimaryEndpoint.Property(EndpointProperty.Host)}:{PrimaryEndpoint.Property(EndpointProperty.Port)}")
            : ReferenceExpression.Create($"amqp://{DefaultUserName}:{PasswordParameter:uri}@{PrimaryEndpoint.Property(EndpointProperty.Host)}:{PrimaryEndpoint.Property(EndpointProperty.Port)}");

    internal string UserName => UserNameParameter?.Value ?? DefaultUserName;

    /// <summary>The connection string of a broker that runs already.</summary>
    internal string? External { get; init; }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties()
    {
        if (External is { } given)
        {
            return ExternalProperties(new Uri(given));
        }

        return
        [
            new("Host", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Host)}")),
            new("Port", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Port)}")),
            new("Username", UserNameParameter is { } user ? ReferenceExpression.Create($"{user}") : ReferenceExpression.Create($"{DefaultUserName}")),
            new("Password", ReferenceExpression.Create($"{PasswordParameter}")),
            new("Uri", ConnectionStringExpression),
        ];
    }

    private static IEnumerable<KeyValuePair<string, ReferenceExpression>> ExternalProperties(Uri uri)
    {
        var credentials = uri.UserInfo.Split(':', 2);
        yield return new("Host", ReferenceExpression.Create($"{uri.Host}"));
        yield return new("Port", ReferenceExpression.Create($"{(uri.IsDefaultPort ? 5672 : uri.Port).ToString(System.Globalization.CultureInfo.InvariantCulture)}"));
        yield return new("Username", ReferenceExpression.Create($"{Uri.UnescapeDataString(credentials[0])}"));
        yield return new("Password", ReferenceExpression.Create($"{Uri.UnescapeDataString(credentials.ElementAtOrDefault(1) ?? "")}"));
        yield return new("Uri", ReferenceExpression.Create($"{uri.OriginalString}"));
    }
}
