namespace Aspire.Hosting.ApplicationModel;

/// <summary>A PostgreSQL server.</summary>
public class PostgresServerResource : ContainerResource, IResourceWithConnectionString
{
    internal const string PrimaryEndpointName = "tcp";
    private const string DefaultUserName = "postgres";

    /// <summary>Creates the server.</summary>
    /// <param name="name">The resource name.</param>
    /// <param name="userName">The user; <c>postgres</c> when null.</param>
    /// <param name="password">The password.</param>
    public PostgresServerResource(string name, ParameterResource? userName, ParameterResource password)
        : base(name)
    {
        UserNameParameter = userName;
        PasswordParameter = password;
        PrimaryEndpoint = new EndpointReference(this, PrimaryEndpointName);
    }

    /// <summary>Where the server listens.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>The user.</summary>
    public ParameterResource? UserNameParameter { get; }

    /// <summary>The password.</summary>
    public ParameterResource PasswordParameter { get; }

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression => External is { } given
        ? ReferenceExpression.Create($"{given}")
        : ReferenceExpression.Create(
            $"Host={PrimaryEndpoint.Property(EndpointProperty.Host)};Port={PrimaryEndpoint.Property(EndpointProperty.Port)};Username={UserNameReference};Password={PasswordParameter}");

    internal string UserName => UserNameParameter?.Value ?? DefaultUserName;

    internal ReferenceExpression UserNameReference =>
        UserNameParameter is { } user ? ReferenceExpression.Create($"{user}") : ReferenceExpression.Create($"{DefaultUserName}");

    /// <summary>The connection string of a server that runs already.</summary>
    internal string? External { get; init; }
}
