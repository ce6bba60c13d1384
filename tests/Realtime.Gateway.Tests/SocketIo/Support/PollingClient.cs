using System.Net;
using System.Text.Json;

namespace Realtime.Gateway.Tests.SocketIo.Support;

/// <summary>One polling session, request by request or packet by packet.</summary>
internal sealed class PollingClient(HttpClient http, Uri address, string path, string sid)
{
    private const char Separator = '\u001e';

    private readonly Queue<string> _packets = new();

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

    /// <summary>The body of the next poll.</summary>
    public async Task<string> PollAsync()
    {
        using var response = await GetAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>The next packet, whichever poll brings it and whatever else that poll brings. Pings are answered and not told.</summary>
    public async Task<string> ReadPacketAsync()
    {
        while (true)
        {
            while (_packets.TryDequeue(out var packet))
            {
                if (packet != "2")
                {
                    return packet;
                }

                await SendAsync("3");
            }

            foreach (var packet in (await PollAsync()).Split(Separator))
            {
                _packets.Enqueue(packet);
            }
        }
    }

    public async Task SendAsync(string body)
    {
        using var response = await PostAsync(body);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBe("ok");
    }

    private Uri Address() => new(address, $"{path}?EIO=4&transport=polling&sid={Uri.EscapeDataString(sid)}");
}
