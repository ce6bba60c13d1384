using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Realtime.Contracts.Gateways;
using Realtime.Edge.Gateways;
using Realtime.Testing;

namespace Realtime.Edge.Tests.Support;

/// <summary>The edge on real sockets, with as many backends as a test wants.</summary>
internal sealed class TestEdge : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestEdge(WebApplication app, int port, int managementPort)
    {
        _app = app;
        Port = port;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Management = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{managementPort}") };
    }

    public int Port { get; }

    public HttpClient Client { get; }

    public HttpClient Management { get; }

    public GatewayTable Gateways => _app.Services.GetRequiredService<GatewayTable>();

    public EndpointDataSource Endpoints => _app.Services.GetRequiredService<EndpointDataSource>();

    public IConfiguration Configuration => _app.Configuration;

    public static async Task<TestEdge> StartAsync(Dictionary<string, string?>? settings = null, string environment = "Production", Action<IServiceCollection>? configure = null)
    {
        var port = FreePort.Next();
        var managementPort = FreePort.Next();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = $"http://127.0.0.1:{port}",
            ["Edge:ManagementPort"] = $"{managementPort}",
            ["ConnectionStrings:messaging"] = "amqp://nobody:home@127.0.0.1:1",
            ["Edge:Proxy:HealthInterval"] = "00:00:00.2",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Logging.ClearProviders();
        builder.AddEdge();
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseEdge();
        await app.StartAsync();
        return new TestEdge(app, port, managementPort);
    }

    public void Announce(Backend gateway, bool draining = false, int connections = 0) =>
        Gateways.Hear(new GatewayAnnouncement(gateway.Name, gateway.Address.AbsoluteUri, gateway.Address.AbsoluteUri, draining, connections, DateTimeOffset.UtcNow));

    /// <summary>Opens a socket and returns it with the first text the backend says.</summary>
    public async Task<(ClientWebSocket Socket, string Hello)> ConnectAsync(string path, Action<ClientWebSocketOptions>? configure = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        configure?.Invoke(socket.Options);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{Port}{path}"), deadline.Token);
        return (socket, await ReceiveAsync(socket));
    }

    public static async Task<string> ReceiveAsync(WebSocket socket)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var message = new MemoryStream();
        var buffer = new byte[32 * 1024];
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer, deadline.Token);
            message.Write(buffer, 0, result.Count);
            if (result.EndOfMessage)
            {
                return Encoding.UTF8.GetString(message.ToArray());
            }
        }
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Management.Dispose();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
