using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Parameters;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Adds PostgreSQL.</summary>
public static class PostgresBuilderExtensions
{
    /// <summary>Adds a PostgreSQL server. <c>ConnectionStrings:name</c> names one that runs already; otherwise the host runs its own.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The resource name.</param>
    /// <param name="userName">The user; <c>postgres</c> when null.</param>
    /// <param name="password">The password; made and kept when null.</param>
    /// <param name="port">The port that clients use; any free one when null.</param>
    /// <returns>A builder for it.</returns>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var passwordParameter = password?.Resource ?? ParameterValues.CreateGenerated(builder, $"{name}-password", new GenerateParameterDefault());
        var resource = new PostgresServerResource(name, userName?.Resource, passwordParameter)
        {
            External = builder.ExecutionContext.IsRunMode && builder.Configuration.GetConnectionString(name) is { Length: > 0 } given ? given : null,
        };
        return builder.AddResource(resource)
            .WithAnnotation(new ContainerImageAnnotation { Registry = "docker.io", Image = "library/postgres", Tag = "18.3" })
            .WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, "tcp", PostgresServerResource.PrimaryEndpointName, port, 5432) { TargetHost = "127.0.0.1" })
            .WithEnvironment(context =>
            {
                context.EnvironmentVariables["POSTGRES_HOST_AUTH_METHOD"] = "scram-sha-256";
                context.EnvironmentVariables["POSTGRES_INITDB_ARGS"] = "--auth-host=scram-sha-256 --auth-local=scram-sha-256";
                context.EnvironmentVariables["POSTGRES_USER"] = resource.UserNameReference;
                context.EnvironmentVariables["POSTGRES_PASSWORD"] = resource.PasswordParameter;
            });
    }

    /// <summary>Adds a database, which is made when the server is up.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The resource name.</param>
    /// <param name="databaseName">The name of the database; the resource name when null.</param>
    /// <returns>A builder for it.</returns>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null) =>
        builder.ApplicationBuilder.AddResource(new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource));

    /// <summary>Keeps the data between runs.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The name of the volume.</param>
    /// <param name="isReadOnly">Whether it is mounted read-only.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithAnnotation(new ContainerMountAnnotation(name ?? VolumeName.For(builder), "/var/lib/postgresql", isReadOnly));
}
