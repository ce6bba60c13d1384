using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Realtime.EndToEnd.Tests.Stack;

namespace Realtime.EndToEnd.Tests.Failures;

/// <summary>What Presence says now, asked of the service itself: the edge's limits are not for tests that ask twenty times a second.</summary>
internal sealed class PresenceView
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(60) };

    private readonly StackFixture _stack;
    private readonly string _token;

    private PresenceView(StackFixture stack, string token)
    {
        _stack = stack;
        _token = token;
    }

    public static async Task<PresenceView> OpenAsync(StackFixture stack) => new(stack, await stack.Tokens.ForClientAsync());

    /// <summary>Open sockets of each of the users.</summary>
    public async Task<IReadOnlyDictionary<string, int>> ConnectionsAsync(IEnumerable<string> users)
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/v1/presence/query", JsonContent.Create(new { user_ids = users }));
        return answer.GetProperty("users").EnumerateArray().ToDictionary(user => user.GetProperty("user_id").GetString()!, user => user.GetProperty("connections").GetInt32());
    }

    public async Task<IReadOnlyList<string>> MembersAsync(string room) =>
        [.. (await SendAsync(HttpMethod.Get, $"/internal/presence?room={Uri.EscapeDataString(room)}")).GetProperty("members").EnumerateArray().Select(member => member.GetProperty("user_id").GetString()!)];

    /// <summary>The gateway of each socket in the room.</summary>
    public async Task<IReadOnlyDictionary<string, string>> GatewaysAsync(string room) =>
        (await SendAsync(HttpMethod.Get, $"/internal/connections?limit=100&room={Uri.EscapeDataString(room)}")).GetProperty("connections").EnumerateArray()
            .ToDictionary(socket => socket.GetProperty("connection_id").GetString()!, socket => socket.GetProperty("gateway_id").GetString()!);

    public Task<JsonElement> SessionAsync(string key) => SendAsync(HttpMethod.Get, $"/internal/sessions?key={Uri.EscapeDataString(key)}");

    /// <summary>Renews as the holder of <paramref name="token"/>; says whether it still holds the session.</summary>
    public async Task<bool> RenewAsync(string key, long token)
    {
        var grants = await SendAsync(HttpMethod.Post, "/internal/sessions/renew", JsonContent.Create(new[] { new { session_key = key, fencing_token = token, active = true } }));
        return grants[0].GetProperty("held").GetBoolean();
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        var presence = await _stack.Run.ResourceAsync("presence");
        using var request = new HttpRequestMessage(method, new Uri(new Uri(presence.Urls[0]), path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        request.Headers.Add("X-Internal-Key", "dev-internal-key");
        using var response = await Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
