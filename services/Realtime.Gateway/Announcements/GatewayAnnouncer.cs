using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using Realtime.Contracts.Gateways;
using Realtime.Contracts.Json;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Backplane;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Peers;
using Realtime.Gateway.Transport;
using Realtime.Messaging.Connections;

namespace Realtime.Gateway.Announcements;

/// <summary>Says every 2 s, and at once when draining begins or a new replica has said so, where this replica listens and how many sockets it has.</summary>
internal sealed partial class GatewayAnnouncer(
    GatewayNode node,
    IServer server,
    SocketListener sockets,
    ConnectionHub hub,
    DrainState drain,
    IGatewayPeers peers,
    BrokerConnection broker,
    IHostApplicationLifetime lifetime,
    IOptions<AnnouncementOptions> options,
    TimeProvider time,
    ILogger<GatewayAnnouncer> logger) : BackgroundService
{
    private readonly SemaphoreSlim _now = new(0);
    private IChannel? _channel;

    public override void Dispose()
    {
        base.Dispose();
        _now.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await StartedAsync(stoppingToken))
        {
            return;
        }

        using var draining = drain.Draining.Register(Hurry);
        peers.Appeared += Hurry;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await AnnounceAsync(stoppingToken);
                await _now.WaitAsync(options.Value.AnnouncementInterval, stoppingToken);
            }
        }
        finally
        {
            peers.Appeared -= Hurry;
        }
    }

    private void Hurry() => _now.Release();

    private async Task<bool> StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var starting = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return started.Task.IsCompletedSuccessfully;
    }

    private async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        if (!broker.IsConnected)
        {
            return;
        }

        try
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(Compose(), RealtimeJsonContext.Default.GatewayAnnouncement);
            var channel = await OpenAsync(cancellationToken);
            await channel.BasicPublishAsync(BusNames.GatewaysExchange, "", mandatory: false, new BasicProperties { ContentType = "application/json" }, body, cancellationToken);
        }
        catch (Exception exception) when (BrokerOutage.Is(exception, cancellationToken))
        {
            Log.NotSaid(logger, exception.GetType().Name);
        }
    }

    private GatewayAnnouncement Compose()
    {
        var advertised = options.Value.AdvertisedHost;
        var http = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost";
        return new GatewayAnnouncement(node.Id, AdvertisedAddress.Of(http, advertised), SocketsUrl(advertised), drain.IsDraining, hub.ConnectionCount, time.GetUtcNow());
    }

    private string SocketsUrl(string? advertised)
    {
        var bound = sockets.Endpoint ?? throw new InvalidOperationException("The socket listener has not started.");
        var host = AdvertisedAddress.Host(bound.Address.ToString(), advertised);
        return $"http://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{bound.Port}";
    }

    private async ValueTask<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        if (_channel is { IsOpen: true } open)
        {
            return open;
        }

        if (_channel is not null)
        {
            await _channel.DisposeAsync();
        }

        var connection = await broker.GetAsync(cancellationToken);
        return _channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(501, LogLevel.Debug, "The announcement could not be sent: {Kind}.", EventName = "AnnouncementNotSent")]
        public static partial void NotSaid(ILogger logger, string kind);
    }
}
