using RabbitMQ.Client;

namespace Realtime.Messaging.Publishing;

/// <summary>One channel in confirm mode for as long as it lives: numbers publishes and completes them by the broker's acks. Publishing is serialized by the caller.</summary>
internal sealed class ConfirmChannel : IAsyncDisposable
{
    private const string SequenceHeader = "x-realtime-seq";

    private readonly IChannel _channel;
    private readonly ConfirmWindow _window;
    private readonly ITimer _sweeper;

    private ConfirmChannel(IChannel channel, TimeSpan timeout, TimeProvider time)
    {
        _channel = channel;
        _window = new ConfirmWindow(timeout, time);
        channel.BasicAcksAsync += (_, ack) => Settle(ack.DeliveryTag, ack.Multiple, PublishResult.Confirmed);
        channel.BasicNacksAsync += (_, nack) => Settle(nack.DeliveryTag, nack.Multiple, PublishResult.Unavailable);
        channel.BasicReturnAsync += (_, returned) => MarkReturned(returned.BasicProperties);
        channel.ChannelShutdownAsync += (_, _) => Close();
        var period = TimeSpan.FromMilliseconds(Math.Max(20, timeout.TotalMilliseconds / 10));
        _sweeper = time.CreateTimer(static window => ((ConfirmWindow)window!).Sweep(), _window, period, period);
    }

    public bool IsOpen => !_window.IsClosed && _channel.IsOpen;

    public static async Task<ConfirmChannel> OpenAsync(IConnection connection, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false),
            cancellationToken);
        return new ConfirmChannel(channel, timeout, time);
    }

    /// <summary>Writes the message; the task inside completes with the confirm.</summary>
    public async ValueTask<Task<PublishResult>> PublishAsync(string exchange, string key, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (_window.Add() is not { } added)
        {
            return Task.FromResult(PublishResult.Unavailable);
        }

        properties.Headers ??= new Dictionary<string, object?>();
        properties.Headers[SequenceHeader] = (long)added.Sequence;
        await _channel.BasicPublishAsync(exchange, key, mandatory: true, properties, body, cancellationToken);
        return added.Result;
    }

    public async ValueTask DisposeAsync()
    {
        _window.Close();
        await _sweeper.DisposeAsync();
        await _channel.DisposeAsync();
    }

    private Task Settle(ulong tag, bool multiple, PublishResult result)
    {
        _window.Settle(tag, multiple, result);
        return Task.CompletedTask;
    }

    private Task MarkReturned(IReadOnlyBasicProperties properties)
    {
        if (properties.Headers?.TryGetValue(SequenceHeader, out var value) == true && value is long sequence)
        {
            _window.Return((ulong)sequence);
        }

        return Task.CompletedTask;
    }

    private Task Close()
    {
        _window.Close();
        return Task.CompletedTask;
    }
}
