using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Realtime.EndToEnd.Tests.Client;
using Realtime.EndToEnd.Tests.Stack;
using Realtime.Testing;

namespace Realtime.EndToEnd.Tests.Security;

[Collection(StackCollection.Name)]
public sealed class RevocationTests(StackFixture stack)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Revoking_a_token_ends_its_live_sockets_within_two_seconds()
    {
        await Promised.WithinAsync(
            Bound,
            async () =>
            {
                var token = await stack.Tokens.ForUserAsync("revoked");
                await using var socket = await NativeSocket.ConnectAsync(stack.Edge, $"/ws/connect?token={token}", "realtime.v1");
                await socket.WaitForAsync("welcome");
                await RevokeAsync(token);

                var watch = Stopwatch.StartNew();
                (await socket.WaitForCloseAsync()).ShouldBe(4401);
                return watch.Elapsed;
            });
    }

    [Fact]
    public async Task A_revoked_token_is_refused_by_every_gateway_within_two_seconds()
    {
        await Promised.WithinAsync(
            Bound,
            async () =>
            {
                var token = await stack.Tokens.ForUserAsync("refused");
                await RevokeAsync(token);

                // Both gateways hear of it, each in its own time: four sockets meet both of them.
                var watch = Stopwatch.StartNew();
                await Eventually.PassesAsync(async () =>
                {
                    for (var attempt = 0; attempt < 4; attempt++)
                    {
                        await using var again = await NativeSocket.ConnectAsync(stack.Edge, $"/ws/connect?token={token}", "realtime.v1");
                        (await again.WaitForAsync("welcome"))["data"]!["user_id"].ShouldBeNull();
                    }
                });
                return watch.Elapsed;
            });
    }

    private async Task RevokeAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/revocation")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = token }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("dev:dev-secret")));
        using var response = await stack.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }
}
