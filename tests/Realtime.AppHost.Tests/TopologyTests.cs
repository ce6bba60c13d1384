using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;

namespace Realtime.AppHost.Tests;

public sealed class TopologyTests(AppHostFixture appHost) : IClassFixture<AppHostFixture>
{
    [Fact]
    public void Model_HasTheResourcesThatScriptsKnow() =>
        appHost.Running.Resources.Where(static resource => resource is not ParameterResource).Select(static resource => resource.Name).ShouldBe(
            ["messaging", "postgres", "authdb", "presencedb", "deliverydb", "auth", "presence", "offline-delivery", "gateway", "edge"]);

    [Theory]
    [InlineData("edge", "http", 8080)]
    [InlineData("messaging", "tcp", 5673)]
    [InlineData("messaging", "management", 15673)]
    [InlineData("postgres", "tcp", 5433)]
    public void Endpoint_FixedPort_IsTheDocumentedOne(string resource, string endpoint, int port) => Find(resource).FindEndpoint(endpoint)!.Port.ShouldBe(port);

    [Fact]
    public void Gateway_RunsTwiceWithASocketsEndpoint()
    {
        var gateway = Find("gateway");

        gateway.GetReplicaCount().ShouldBe(2);
        gateway.FindEndpoint("sockets")!.TargetPortEnvironmentVariable.ShouldBe("SOCKETS_PORT");
    }

    [Fact]
    public void Edge_OnlyItsPublicEndpoint_IsExternal() =>
        appHost.Running.Resources.SelectMany(static resource => resource.GetEndpoints().Where(static endpoint => endpoint.IsExternal).Select(endpoint => $"{resource.Name} {endpoint.Name}"))
            .ShouldBe(["edge http"]);

    [Fact]
    public void StopOrder_EdgeGoesFirstAndServersLast()
    {
        var groups = Dependencies.InStopOrder(appHost.Running.Resources).Select(static group => group.Select(static resource => resource.Name).ToList()).ToList();

        groups[0].ShouldBe(["edge"]);
        groups[^1].ShouldContain("messaging");
        groups[^1].ShouldContain("postgres");
    }

    [Theory]
    [InlineData("user-api-key", "dev-user-key")]
    [InlineData("admin-api-key", "dev-admin-key")]
    public void Parameters_DevelopmentRun_HaveTheDocumentedValues(string name, string value) =>
        appHost.Running.Configuration[$"Parameters:{name}"].ShouldBe(value);

    [Fact]
    public async Task Parameters_OutsideDevelopment_AreMissingByName()
    {
        var builder = await Aspire.Hosting.Testing.DistributedApplicationTestingBuilder.CreateAsync<Projects.Realtime_AppHost>(["--environment", "Production"]);
        await using var application = await builder.BuildAsync();

        (await Should.ThrowAsync<DistributedApplicationException>(() => application.StartAsync())).Message.ShouldContain("internal-key");
    }

    private IResource Find(string name) => appHost.Running.Resources.Single(resource => resource.Name == name);
}
