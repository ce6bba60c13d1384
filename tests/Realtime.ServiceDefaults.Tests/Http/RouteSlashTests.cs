using Microsoft.AspNetCore.Builder;
using Realtime.ServiceDefaults.Tests.Support;

namespace Realtime.ServiceDefaults.Tests.Http;

public sealed class RouteSlashTests
{
    [Theory]
    [InlineData("/rooms/a%2Fb%2fc/history", "a/b/c")]
    [InlineData("/rooms/plain/history", "plain")]
    [InlineData("/rooms/x%20y/history", "x y")]
    public async Task A_slash_in_a_segment_reaches_the_handler_as_one(string path, string room)
    {
        await using var service = await TestService.StartAsync(map: app => app.MapGet("/rooms/{room}/history", (string room) => room));

        (await service.Client.GetStringAsync(path)).ShouldBe(room);
    }
}
