using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Http;

public sealed class ApiDocumentTests(SharedStack shared) : IClassFixture<SharedStack>
{
    [Fact]
    public async Task Every_route_is_described()
    {
        using var client = shared.Stack.Client();

        ApiRoutes.Faults(shared.Stack.First.Services.GetRequiredService<EndpointDataSource>(), await client.GetStringAsync("/openapi/v1.json"), "/internal", "/openapi").ShouldBeEmpty();
    }
}
