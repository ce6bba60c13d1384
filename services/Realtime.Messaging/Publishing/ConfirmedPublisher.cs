using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Diagnostics;

namespace Realtime.Messaging.Publishing;

/// <summary>
/// Publishes persistent, mandatory messages and says of each what became of it. Many publishes wait for their confirms at once; messages are written
/// in the order of the calls. Thread-safe.
/// </summary>
public sealed partial class ConfirmedPublisher(
    BrokerConnection broker,
    IOptions<MessagingOptions> options,
    MessagingMetrics metrics,
    TimeProvider time,
    ILogger<ConfirmedPublisher> logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _slots = new(options.Value.MaxUnconfirmed);
    private readonly SemaphoreSlim _writing = new(1);
    private ConfirmChannel? _channel;

    /// <summary>Publishes and waits for the confirm. <paramref name="body"/> may be reused when the task has completed.</summary>
    public async Task<PublishResult> PublishAsync(
        string exchange,
        string routingKey,
        ReadOnlyMemory<byte> body,
        BasicProperties? properties = null,
        CancellationToken cancellationToken = default)
    {
        if (!broker.IsConnected || !await _slots.WaitAsync(options.Value.ConfirmTimeout, cancellationToken))
        {
            metrics.Result(PublishResult.Unavailable);
            return PublishResult.Unavailable;
        }

        try
        {
            return await PublishOrderedAsync(exchange, routingKey, body, properties ?? new BasicProperties(), cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>As <see cref="PublishAsync"/>, for callers that bound what is unconfirmed themselves: takes its place in the order before it returns.</summary>
    internal async Task<PublishResult> PublishOrderedAsync(string exchange, string routingKey, ReadOnlyMemory<byte> body, BasicProperties properties, CancellationToken cancellationToken)
    {
        var result = await await WriteAsync(exchange, routingKey, properties, body, cancellationToken);
        metrics.Result(result);
        return result;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_channel is { } channel)
        {
            await channel.DisposeAsync();
        }

        _writing.Dispose();
        _slots.Dispose();
    }

    private async Task<Task<PublishResult>> WriteAsync(string exchange, string routingKey, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        properties.DeliveryMode = DeliveryModes.Persistent;
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var channel = await OpenAsync(cancellationToken);
            if (channel is null)
            {
                return Task.FromResult(PublishResult.Unavailable);
            }

            // A publish that has begun is not cancelled half-way: its place in the sequence is taken.
            return await channel.PublishAsync(exchange, routingKey, properties, body, CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, exception.GetType().Name, exception.Message);
            await DropChannelAsync();
            return Task.FromResult(PublishResult.Unavailable);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async ValueTask<ConfirmChannel?> OpenAsync(CancellationToken cancellationToken)
    {
        if (_channel is { IsOpen: true } open)
        {
            return open;
        }

        await DropChannelAsync();
        if (!broker.IsConnected)
        {
            return null;
        }

        var connection = await broker.GetAsync(cancellationToken);
        return _channel = await ConfirmChannel.OpenAsync(connection, options.Value.ConfirmTimeout, time, cancellationToken);
    }

    private async ValueTask DropChannelAsync()
    {
        if (Interlocked.Exchange(ref _channel, null) is { } channel)
        {
            await channel.DisposeAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9011, LogLevel.Warning, "A confirmed publish failed: {Kind}: {Reason}", EventName = "PublishFailed")]
        public static partial void Failed(ILogger logger, string kind, string reason);
    }
}
