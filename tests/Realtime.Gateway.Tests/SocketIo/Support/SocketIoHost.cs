using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Identity;
using Realtime.Gateway.Identity.Revocations;
using Realtime.Gateway.Limits;
using Realtime.Gateway.Peers;
using Realtime.Gateway.SocketIo;
using Realtime.Gateway.SocketIo.Location;
using Realtime.Gateway.SocketIo.Recovery;
using Realtime.Gateway.SocketIo.Rooms;
using Realtime.Gateway.Transport;
using Realtime.ServiceDefaults.Security;

namespace Realtime.Gateway.Tests.SocketIo.Support;

/// <summary>The socket core with Socket.IO alone, on a real port. Several of one <see cref="SocketIoCluster"/> know each other.</summary>
internal sealed class SocketIoHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SteppedTime _time;

    private SocketIoHost(WebApplication app, SteppedTime time, WaitingPolls polls)
    {
        (_app, _time, Polls) = (app, time, polls);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }

    public HttpClient Http { get; } = new();

    public WaitingPolls Polls { get; }

    public ConnectionHub Hub => _app.Services.GetRequiredService<ConnectionHub>();

    public RateLimits Limits => _app.Services.GetRequiredService<RateLimits>();

    public Standbys Standbys => _app.Services.GetRequiredService<Standbys>();

    public SocketRecovery Recovery => _app.Services.GetRequiredService<SocketRecovery>();

    public WatchIndex Watches => _app.Services.GetRequiredService<WatchIndex>();

    public static async Task<SocketIoHost> StartAsync(SocketIoCluster cluster, string id, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        IEnumerable<(string Key, string Value)> basics = [("Gateway:Sockets:Port", "0"), ("Gateway:Sockets:WarmupConnections", "0"), ("Gateway:DrainSeconds", "0")];
        builder.Configuration.AddInMemoryCollection(basics.Concat(settings).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Services.AddSingleton<TimeProvider>(cluster.Time);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        builder.AddSocketCore();
        builder.AddInternalCalls();
        builder.Services.AddSingleton<IGatewayPeers>(new ClusterPeers(cluster, id));
        builder.Services.AddSingleton<IRoomBroadcast>(new ClusterBroadcast(cluster));
        builder.Services.AddSingleton<IStandbyChannel>(new ClusterStandbys(cluster));
        builder.Services.AddSingleton<IVendorLocations>(cluster.Locations);
        builder.Services.AddSingleton<IAccessTokenValidator>(cluster.Tokens);
        builder.Services.AddSingleton<IRoomBindings, ImmediateBindings>();
        builder.Services.TryAddSingleton<ConnectionAuthenticator>();
        builder.Services.AddSingleton<RevocationList>();
        builder.Services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.SectionName);
        builder.Services.AddSingleton<RateLimits>();
        builder.AddSocketIo();
        var app = builder.Build();
        var polls = new WaitingPolls();
        app.UseSocketUpgrades();
        app.Use(polls.ServeAsync);
        app.UseRouting();
        app.MapSocketIo();
        await app.StartAsync();
        var host = new SocketIoHost(app, cluster.Time, polls);
        cluster.Add(id, host);
        return host;
    }

    public Uri Polling(string path = "/socket.io/", string query = "EIO=4&transport=polling") => new(Address, path + "?" + query);

    public Uri WebSocket(string path = "/socket.io/", string query = "EIO=4&transport=websocket") =>
        new UriBuilder(Polling(path, query)) { Scheme = "ws" }.Uri;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _time.Run();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
