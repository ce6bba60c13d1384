using System.Net.Http.Headers;
using System.Text;
using Realtime.EndToEnd.Tests.Client;
using Realtime.EndToEnd.Tests.Stack;
using Realtime.Testing;

namespace Realtime.EndToEnd.Tests.Security;

[Collection(StackCollection.Name)]
public sealed class RevocationTests(StackFixture stack)
{
    [Fact]
    public async Task Revoking_a_token_ends_its_live_sockets_within_two_seconds_and_it_stays_refused()
    {
        var token = await stack.Tokens.ForUserAsync("revoked");
        await using var socket = await NativeSocket.ConnectAsync(stack.Edge, $"/ws/connect?token={token}", "realtime.v1");
        await socket.WaitForAsync("welcome");

        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/revocation")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = token }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("dev:dev-secret")));
        using var response = await stack.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();

        (await socket.WaitForCloseAsync(TimeSpan.FromSeconds(2))).ShouldBe(4401);

        // Both gateways hear of it, each in its own time: four sockets meet both of them.
        await Eventually.PassesAsync(
            async () =>
            {
                for (var attempt = 0; attempt < 4; attempt++)
                {
                    await using var again = await NativeSocket.ConnectAsync(stack.Edge, $"/ws/connect?token={token}", "realtime.v1");
                    (await again.WaitForAsync("welcome"))["data"]!["user_id"].ShouldBeNull();
                }
            },
            TimeSpan.FromSeconds(2));
    }
}
