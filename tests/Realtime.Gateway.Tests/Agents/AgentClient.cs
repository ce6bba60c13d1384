using System.Net.WebSockets;
using Realtime.Gateway.Tests.Cluster;
using Realtime.Gateway.Tests.SocketIo.Support;

namespace Realtime.Gateway.Tests.Agents;

internal static class AgentClient
{
    public static Uri Address(TestGateway gateway, string path, string? token, string? key) =>
        new(gateway.SocketsUrl.Replace("http://", "ws://", StringComparison.Ordinal) + path + "?x=1" + (token is null ? "" : "&token=" + token) + (key is null ? "" : "&x-api-key=" + key));

    /// <summary>Connects, and waits for <c>ready</c>.</summary>
    public static async Task<RawSocket> ReadyAsync(TestGateway gateway, string company, string agent, string user, Action<ClientWebSocketOptions>? configure = null)
    {
        var socket = await RawSocket.ConnectAsync(Address(gateway, $"/ws/{company}/{agent}", $"{company}.{agent}.{user}", "user-key"), configure);
        (await socket.ReadAsync()).ShouldBe("{\"type\":\"ready\"}");
        return socket;
    }

    public static async Task<RawSocket> AdminAsync(TestGateway gateway, string id, string company = "", string agent = "", string restriction = "")
    {
        var socket = await RawSocket.ConnectAsync(Address(gateway, "/ws/admin", $"admin.{id}.{company}.{agent}.{restriction}", "admin-key"));
        (await socket.ReadAsync()).ShouldBe("{\"type\":\"ready\"}");
        return socket;
    }

    /// <summary>The plain HTTP answer to an upgrade.</summary>
    public static async Task<(int Status, string Body)> RefusalAsync(TestGateway gateway, string path, string? token, string? key, string? origin = null)
    {
        using var http = new HttpClient();
        var address = new UriBuilder(Address(gateway, path, token, key)) { Scheme = "http" }.Uri;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return ((int)response.StatusCode, (int)response.StatusCode == 101 ? "" : await response.Content.ReadAsStringAsync());
    }
}
