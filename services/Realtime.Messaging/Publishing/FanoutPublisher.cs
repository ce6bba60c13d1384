using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Diagnostics;

namespace Realtime.Messaging.Publishing;

/// <summary>The fast lane: packs entries for <c>realtime.fanout</c> and publishes them unconfirmed, in the order of the calls. Thread-safe.</summary>
public sealed partial class FanoutPublisher : IAsyncDisposable
{
    private readonly BrokerConnection _broker;
    private readonly MessagingMetrics _metrics;
    private readonly ILogger<FanoutPublisher> _logger;
    private readonly BatchLane _lane;
    private IChannel? _channel;

    /// <summary>Makes the lane.</summary>
    public FanoutPublisher(
        BrokerConnection broker,
        IOptions<MessagingOptions> options,
        ClientName origin,
        MessagingMetrics metrics,
        TimeProvider time,
        ILogger<FanoutPublisher> logger)
    {
        _broker = broker;
        _metrics = metrics;
        _logger = logger;
        _lane = new BatchLane(origin.Value, options.Value, time, SendAsync, maxInFlight: 1);
    }

    /// <summary>
    /// Sends an entry to whoever is bound to <paramref name="key"/>. False when it was dropped at once: the broker is away, or too much waits.
    /// Entries for one gateway (<c>gateway.&lt;id&gt;</c>) share no message with others.
    /// </summary>
    public bool TryPost(string key, in BatchEntry entry)
    {
        var alone = key.StartsWith(BusNames.GatewayKeyPrefix, StringComparison.Ordinal);
        var posted = _broker.IsConnected && _lane.TryAdd(key, liveKey: null, alone, entry) is not null;
        if (!posted)
        {
            _metrics.Dropped(1);
        }

        return posted;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _lane.Dispose();
        if (_channel is { } channel)
        {
            await channel.DisposeAsync();
        }
    }

    private async Task<PublishResult> SendAsync(PendingBatch batch)
    {
        try
        {
            var channel = await OpenAsync();
            if (channel is not null)
            {
                await channel.BasicPublishAsync(BusNames.FanoutExchange, batch.Key, mandatory: false, batch.Properties(), batch.Writer.WrittenMemory);
                _metrics.Published("fanout", batch.Writer.Count);
                return PublishResult.Confirmed;
            }
        }
        catch (Exception exception)
        {
            Log.Failed(_logger, batch.Writer.Count, exception.GetType().Name, exception.Message);
        }

        _metrics.Dropped(batch.Writer.Count);
        return PublishResult.Unavailable;
    }

    private async ValueTask<IChannel?> OpenAsync()
    {
        if (_channel is { IsOpen: true } open)
        {
            return open;
        }

        if (Interlocked.Exchange(ref _channel, null) is { } stale)
        {
            await stale.DisposeAsync();
        }

        if (!_broker.IsConnected)
        {
            return null;
        }

        var connection = await _broker.GetAsync(CancellationToken.None);
        return _channel = await connection.CreateChannelAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(9021, LogLevel.Warning, "Dropped {Entries} ephemeral entries: {Kind}: {Reason}", EventName = "FanoutDropped")]
        public static partial void Failed(ILogger logger, int entries, string kind, string reason);
    }
}
