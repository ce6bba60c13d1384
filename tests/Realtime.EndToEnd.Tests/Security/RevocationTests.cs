using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
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

                // What the sockets of the test take is no time of the gateways: it asks when theirs is over.
                await Task.Delay(Bound);
                return await IsRefusedEverywhereAsync(token) ? Bound : TimeSpan.MaxValue;
            });
    }

    [Fact]
    public async Task Deleting_a_client_ends_the_sockets_of_its_users_on_every_gateway_within_two_seconds()
    {
        var name = 0;
        await Promised.WithinAsync(
            Bound,
            async () =>
            {
                var token = await TokenOfNewClientAsync($"shop-{name++}");
                await using var first = await NativeSocket.ConnectAsync(stack.Edge, $"/ws/connect?token={token}", "realtime.v1");
                await using var second = await NativeSocket.ConnectAsync(stack.Edge, $"/ws/connect?token={token}", "realtime.v1");
                await first.WaitForAsync("welcome");
                await second.WaitForAsync("welcome");
                await SendAsync(HttpMethod.Delete, $"/api/v1/clients/shop-{name - 1}", null);

                var watch = Stopwatch.StartNew();
                (await first.WaitForCloseAsync()).ShouldBe(4401);
                (await second.WaitForCloseAsync()).ShouldBe(4401);
                var taken = watch.Elapsed;
                await Task.Delay(Bound);
                return await IsRefusedEverywhereAsync(token) ? taken : TimeSpan.MaxValue;
            });
    }

    /// <summary>Four sockets at once meet both gateways.</summary>
    private async Task<bool> IsRefusedEverywhereAsync(string token)
    {
        var sockets = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => NativeSocket.ConnectAsync(stack.Edge, $"/ws/connect?token={token}", "realtime.v1")));
        var users = await Task.WhenAll(sockets.Select(async socket => (string?)(await socket.WaitForAsync("welcome"))["data"]!["user_id"]));
        await Task.WhenAll(sockets.Select(socket => socket.DisposeAsync().AsTask()));
        return users.All(user => user is null);
    }

    /// <summary>A token of a user that a client of its own has exchanged.</summary>
    private async Task<string> TokenOfNewClientAsync(string clientId)
    {
        var definition = new JsonObject
        {
            ["client_id"] = clientId,
            ["grants"] = new JsonArray("client_credentials", TokenClient.ExchangeGrant),
            ["scopes"] = new JsonArray("realtime.connect"),
            ["exchange_subjects"] = new JsonArray("*"),
        };
        var secret = (string)(await SendAsync(HttpMethod.Post, "/api/v1/clients", definition))!["client_secret"]!;
        return await new TokenClient(stack.Http, clientId, secret).ForUserAsync("customer");
    }

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonObject? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await stack.Tokens.ForClientAsync());
        using var response = await stack.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return response.StatusCode == HttpStatusCode.NoContent ? null : await response.Content.ReadFromJsonAsync<JsonNode>();
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
