using System.Globalization;
using Npgsql;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A database of a PostgreSQL server.</summary>
/// <param name="name">The resource name.</param>
/// <param name="databaseName">The name of the database.</param>
/// <param name="postgresParentResource">The server.</param>
public class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource postgresParentResource)
    : Resource(name), IResourceWithParent<PostgresServerResource>, IResourceWithConnectionString
{
    /// <inheritdoc/>
    public PostgresServerResource Parent { get; } = postgresParentResource;

    /// <summary>The name of the database.</summary>
    public string DatabaseName { get; } = databaseName;

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression => Parent.External is { } given
        ? ReferenceExpression.Create($"{new NpgsqlConnectionStringBuilder(given) { Database = DatabaseName }.ConnectionString}")
        : ReferenceExpression.Create($"{Parent};Database={DatabaseName}");

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties()
    {
        if (Parent.External is { } given)
        {
            return ExternalProperties(new NpgsqlConnectionStringBuilder(given));
        }

        var host = Parent.PrimaryEndpoint.Property(EndpointProperty.Host);
        var port = Parent.PrimaryEndpoint.Property(EndpointProperty.Port);
        var uri = Parent.UserNameParameter is { } user
            ? ReferenceExpression.Create($"postgresql://{user:uri}:{Parent.PasswordParameter:uri}@{host}:{port}/{DatabaseName}")
            : ReferenceExpression.Create($"postgresql://{Parent.UserNameReference}:{Parent.PasswordParameter:uri}@{host}:{port}/{DatabaseName}");
        return Properties(
            ReferenceExpression.Create($"{host}"),
            ReferenceExpression.Create($"{port}"),
            Parent.UserNameReference,
            ReferenceExpression.Create($"{Parent.PasswordParameter}"),
            uri,
            ReferenceExpression.Create($"jdbc:postgresql://{host}:{port}/{DatabaseName}"));
    }

    private IEnumerable<KeyValuePair<string, ReferenceExpression>> ExternalProperties(NpgsqlConnectionStringBuilder given)
    {
        var port = given.Port.ToString(CultureInfo.InvariantCulture);
        var (user, password) = (Uri.EscapeDataString(given.Username ?? ""), Uri.EscapeDataString(given.Password ?? ""));
        return Properties(
            ReferenceExpression.Create($"{given.Host}"),
            ReferenceExpression.Create($"{port}"),
            ReferenceExpression.Create($"{given.Username}"),
            ReferenceExpression.Create($"{given.Password}"),
            ReferenceExpression.Create($"postgresql://{user}:{password}@{given.Host}:{port}/{DatabaseName}"),
            ReferenceExpression.Create($"jdbc:postgresql://{given.Host}:{port}/{DatabaseName}"));
    }

    private IEnumerable<KeyValuePair<string, ReferenceExpression>> Properties(
        ReferenceExpression host, ReferenceExpression port, ReferenceExpression user, ReferenceExpression password, ReferenceExpression uri, ReferenceExpression jdbc) =>
    [
        new("Host", host),
        new("Port", port),
        new("Username", user),
        new("Password", password),
        new("Uri", uri),
        new("JdbcConnectionString", jdbc),
        new("DatabaseName", ReferenceExpression.Create($"{DatabaseName}")),
    ];
}
