using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Realtime.Presence.Tests.Support;
using Realtime.Testing;

namespace Realtime.Presence.Tests.Queries;

public sealed class ApiDocumentTests(StackFixture fixture) : IClassFixture<StackFixture>
{
    [Fact]
    public async Task Every_route_is_described()
    {
        using var client = fixture.Stack.Client();

        ApiRoutes.Faults(fixture.Stack.First.Services.GetRequiredService<EndpointDataSource>(), await client.GetStringAsync("/openapi/v1.json"), "/internal", "/openapi").ShouldBeEmpty();
    }
}
