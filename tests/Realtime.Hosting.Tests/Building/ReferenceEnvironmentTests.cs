using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Realtime.Hosting.Tests.Support;

namespace Realtime.Hosting.Tests.Building;

/// <summary>The variables that a reference injects, name by name.</summary>
public sealed class ReferenceEnvironmentTests
{
    private readonly IDistributedApplicationTestingBuilder _builder =
        DistributedApplicationTestingBuilder.Create("--Parameters:messaging-password=p@ss", "--Parameters:postgres-password=secret");

    [Fact]
    public async Task WithReference_Project_NamesEveryEndpoint()
    {
        var service = Allocate(_builder.AddSample("offline-delivery").WithHttpEndpoint(name: "sockets", env: "SOCKETS_PORT"), 4000);

        var variables = await EvaluateAsync(_builder.AddExecutable("client", "sh", ".").WithReference(service));

        variables.ShouldBe(
        [
            new("OFFLINE_DELIVERY_HTTP", "http://localhost:4000"),
            new("services__offline-delivery__http__0", "http://localhost:4000"),
            new("OFFLINE_DELIVERY_SOCKETS", "http://localhost:4001"),
            new("services__offline-delivery__sockets__0", "http://localhost:4001"),
        ]);
    }

    [Fact]
    public async Task WithReference_RabbitMQ_GivesConnectionStringAndItsParts()
    {
        var broker = Allocate(_builder.AddRabbitMQ("messaging"), 5673);

        var variables = await EvaluateAsync(_builder.AddExecutable("client", "sh", ".").WithReference(broker));

        variables.ShouldBe(
        [
            new("ConnectionStrings__messaging", "amqp://guest:p%40ss@127.0.0.1:5673"),
            new("MESSAGING_HOST", "127.0.0.1"),
            new("MESSAGING_PORT", "5673"),
            new("MESSAGING_USERNAME", "guest"),
            new("MESSAGING_PASSWORD", "p@ss"),
            new("MESSAGING_URI", "amqp://guest:p%40ss@127.0.0.1:5673"),
        ]);
    }

    [Fact]
    public async Task WithReference_PostgresDatabase_GivesConnectionStringAndItsParts()
    {
        var database = Allocate(_builder.AddPostgres("postgres"), 5433).AddDatabase("authdb");

        var variables = await EvaluateAsync(_builder.AddExecutable("client", "sh", ".").WithReference(database, connectionName: "auth"));

        variables.ShouldBe(
        [
            new("ConnectionStrings__auth", "Host=127.0.0.1;Port=5433;Username=postgres;Password=secret;Database=authdb"),
            new("AUTH_HOST", "127.0.0.1"),
            new("AUTH_PORT", "5433"),
            new("AUTH_USERNAME", "postgres"),
            new("AUTH_PASSWORD", "secret"),
            new("AUTH_URI", "postgresql://postgres:secret@127.0.0.1:5433/authdb"),
            new("AUTH_JDBCCONNECTIONSTRING", "jdbc:postgresql://127.0.0.1:5433/authdb"),
            new("AUTH_DATABASENAME", "authdb"),
        ]);
    }

    [Fact]
    public async Task WithReference_GivenServers_ComeFromTheirConnectionStrings()
    {
        var builder = DistributedApplicationTestingBuilder.Create(
            "--ConnectionStrings:messaging=amqp://me:se%2Fcret@broker:5999/vhost", "--ConnectionStrings:postgres=Host=db;Port=6000;Username=me;Password=x");
        var broker = builder.AddRabbitMQ("messaging");
        var database = builder.AddPostgres("postgres").AddDatabase("authdb");

        var variables = (await EvaluateAsync(builder.AddExecutable("client", "sh", ".").WithReference(broker).WithReference(database))).ToDictionary();

        variables["ConnectionStrings__messaging"].ShouldBe("amqp://me:se%2Fcret@broker:5999/vhost");
        variables["MESSAGING_HOST"].ShouldBe("broker");
        variables["MESSAGING_PASSWORD"].ShouldBe("se/cret");
        variables["ConnectionStrings__authdb"].ShouldContain("Database=authdb");
        variables["AUTHDB_URI"].ShouldBe("postgresql://me:x@db:6000/authdb");
    }

    [Fact]
    public async Task Replica_OwnPorts_AreInItsVariables()
    {
        var service = _builder.AddSample().WithReplicas(2).WithHttpEndpoint(name: "sockets", env: "SOCKETS_PORT");
        service.Resource.FindEndpoint("http")!.Allocated = new AllocatedEndpoint("http", "localhost", 4000, [4001, 4002]);
        service.Resource.FindEndpoint("sockets")!.Allocated = new AllocatedEndpoint("http", "localhost", 4010, [4011, 4012]);

        var second = await ResourceEnvironment.EvaluateAsync(service.Resource, replica: 1, _builder.ExecutionContext, CancellationToken.None);

        second["ASPNETCORE_URLS"].ShouldBe("http://localhost:4002");
        second["SOCKETS_PORT"].ShouldBe("4012");
    }

    private static IResourceBuilder<T> Allocate<T>(IResourceBuilder<T> builder, int firstPort)
        where T : IResource
    {
        foreach (var endpoint in builder.Resource.GetEndpoints())
        {
            endpoint.Allocated = new AllocatedEndpoint(endpoint.UriScheme, endpoint.TargetHost, firstPort, [firstPort]);
            firstPort++;
        }

        return builder;
    }

    private static async Task<List<KeyValuePair<string, string>>> EvaluateAsync(IResourceBuilder<ExecutableResource> client) =>
        [.. await ResourceEnvironment.EvaluateAsync(client.Resource, 0, client.ApplicationBuilder.ExecutionContext, CancellationToken.None)];
}
