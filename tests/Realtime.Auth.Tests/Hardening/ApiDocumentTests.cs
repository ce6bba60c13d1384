using Microsoft.AspNetCore.Routing;
using Realtime.Auth.Tests.Support;
using Realtime.Testing;

namespace Realtime.Auth.Tests.Hardening;

public sealed class ApiDocumentTests(AuthFixture auth) : IClassFixture<AuthFixture>
{
    [Fact]
    public async Task Every_route_is_described()
    {
        using var client = auth.Server.Connect();

        ApiRoutes.Faults(auth.Server.Get<EndpointDataSource>(), await client.GetStringAsync("/openapi/v1.json"), "/internal", "/openapi").ShouldBeEmpty();
    }
}
