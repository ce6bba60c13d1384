using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Transport;

namespace Realtime.Gateway.Tests.Support;

/// <summary>The socket core with the echo adapter, on free ports of its own.</summary>
internal sealed class SocketHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly ManualTime? _time;

    private SocketHost(WebApplication app, ManualTime? time)
    {
        _app = app;
        _time = time;
    }

    public EchoAdapter Echo => Get<EchoAdapter>();

    public ConnectionHub Hub => Get<ConnectionHub>();

    public int Port => Get<SocketListener>().Endpoint!.Port;

    public int HttpPort => new Uri(Get<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<SocketHost> StartAsync(
        Action<EchoAdapter>? configure = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? services = null,
        ManualTime? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"{SocketOptions.SectionName}:Port"] = "0",
            [$"{SocketOptions.SectionName}:WarmupConnections"] = "0",
            ["Gateway:DrainSeconds"] = "0",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        if (time is not null)
        {
            builder.Services.AddSingleton<TimeProvider>(time);
        }

        builder.AddInternalCalls();
        builder.AddSocketCore();
        builder.AddProtocolAdapter<EchoAdapter>();
        services?.Invoke(builder.Services);
        var app = builder.Build();
        configure?.Invoke(app.Services.GetRequiredService<EchoAdapter>());
        app.UseSocketUpgrades();
        app.MapDrain();
        await app.StartAsync();
        return new SocketHost(app, time);
    }

    public Task StopAsync() => _app.StopAsync();

    public Task<RawSocketClient> ConnectAsync(string path = "/echo", params string[] headers) => RawSocketClient.ConnectAsync(Port, path, headers);

    public Task DrainAsync() => Get<DrainService>().DrainAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        var stop = _app.StopAsync();
        await (_time is null ? stop : _time.AdvanceUntilAsync(stop, TimeSpan.FromMilliseconds(50)));
        await _app.DisposeAsync();
    }
}
