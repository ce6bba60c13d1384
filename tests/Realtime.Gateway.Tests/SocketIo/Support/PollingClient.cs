using System.Net;
using System.Text.Json;

namespace Realtime.Gateway.Tests.SocketIo.Support;

/// <summary>One polling session, request by request.</summary>
internal sealed class PollingClient(HttpClient http, Uri address, string path, string sid)
{
    public string Sid => sid;

    public static async Task<PollingClient> OpenAsync(SocketIoHost host, string path = "/socket.io/")
    {
        var text = await host.Http.GetStringAsync(host.Polling(path));
        using var open = JsonDocument.Parse(text[1..]);
        return new PollingClient(host.Http, host.Address, path, open.RootElement.GetProperty("sid").GetString()!);
    }

    public PollingClient At(SocketIoHost other) => new(http, other.Address, path, sid);

    public Task<HttpResponseMessage> GetAsync(CancellationToken cancellationToken = default) => http.GetAsync(Address(), cancellationToken);

    public Task<HttpResponseMessage> PostAsync(string body) => http.PostAsync(Address(), new StringContent(body));

    public async Task<string> PollAsync()
    {
        using var response = await GetAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsStringAsync();
    }

    public async Task SendAsync(string body)
    {
        using var response = await PostAsync(body);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBe("ok");
    }

    private Uri Address() => new(address, $"{path}?EIO=4&transport=polling&sid={Uri.EscapeDataString(sid)}");
}
