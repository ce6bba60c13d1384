using Microsoft.AspNetCore.Routing;
using Realtime.Gateway.Tests.Cluster;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Management;

[Collection(nameof(ClusterCollection))]
public sealed class ApiDocumentTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Every_route_is_described()
    {
        using var client = new HttpClient { BaseAddress = new Uri(cluster.First.Url) };

        // Engine.IO's polling is described with the sockets, in docs/asyncapi.yaml.
        ApiRoutes.Faults(cluster.First.Get<EndpointDataSource>(), await client.GetStringAsync("/openapi/v1.json"), "/internal", "/openapi", "/socket.io").ShouldBeEmpty();
    }
}
