using RabbitMQ.Client;

namespace Realtime.Messaging.Publishing;

/// <summary>One channel in confirm mode for as long as it lives: numbers publishes and completes them by the broker's acks. Publishing is serialized by the caller.</summary>
internal sealed class ConfirmChannel : IAsyncDisposable
{
    private const string SequenceHeader = "x-realtime-seq";

    private readonly IChannel _channel;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly ITimer _sweeper;
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Pending> _pending = [];
    private ulong _next = 1;
    private ulong _oldest = 1;
    private bool _closed;

    private ConfirmChannel(IChannel channel, TimeSpan timeout, TimeProvider time)
    {
        _channel = channel;
        _time = time;
        _timeout = timeout;
        channel.BasicAcksAsync += (_, ack) => Settle(ack.DeliveryTag, ack.Multiple, PublishResult.Confirmed);
        channel.BasicNacksAsync += (_, nack) => Settle(nack.DeliveryTag, nack.Multiple, PublishResult.Unavailable);
        channel.BasicReturnAsync += (_, returned) => MarkReturned(returned.BasicProperties);
        channel.ChannelShutdownAsync += (_, _) => Close();
        var period = TimeSpan.FromMilliseconds(Math.Max(20, timeout.TotalMilliseconds / 10));
        _sweeper = time.CreateTimer(_ => Sweep(), null, period, period);
    }

    public bool IsOpen => !_closed && _channel.IsOpen;

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
        var pending = new Pending(_time.GetTimestamp());
        var sequence = _next++;
        lock (_gate)
        {
            if (_closed)
            {
                return Task.FromResult(PublishResult.Unavailable);
            }

            _pending.Add(sequence, pending);
        }

        properties.Headers ??= new Dictionary<string, object?>();
        properties.Headers[SequenceHeader] = (long)sequence;
        await _channel.BasicPublishAsync(exchange, key, mandatory: true, properties, body, cancellationToken);
        return pending.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        await _sweeper.DisposeAsync();
        await _channel.DisposeAsync();
    }

    private Task Settle(ulong tag, bool multiple, PublishResult result)
    {
        lock (_gate)
        {
            for (var sequence = multiple ? _oldest : tag; sequence <= tag; sequence++)
            {
                if (_pending.Remove(sequence, out var pending))
                {
                    pending.TrySetResult(pending.Returned ? PublishResult.Returned : result);
                }
            }

            while (_oldest < _next && !_pending.ContainsKey(_oldest))
            {
                _oldest++;
            }
        }

        return Task.CompletedTask;
    }

    private Task MarkReturned(IReadOnlyBasicProperties properties)
    {
        if (properties.Headers?.TryGetValue(SequenceHeader, out var value) == true && value is long sequence)
        {
            lock (_gate)
            {
                if (_pending.TryGetValue((ulong)sequence, out var pending))
                {
                    pending.Returned = true;
                }
            }
        }

        return Task.CompletedTask;
    }

    private void Sweep()
    {
        lock (_gate)
        {
            for (var sequence = _oldest; sequence < _next && !_closed; sequence++)
            {
                if (_pending.TryGetValue(sequence, out var pending))
                {
                    if (_time.GetElapsedTime(pending.StartedAt) < _timeout)
                    {
                        return;
                    }

                    _pending.Remove(sequence);
                    pending.TrySetResult(PublishResult.Timeout);
                }
            }
        }
    }

    private Task Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var pending in _pending.Values)
            {
                pending.TrySetResult(PublishResult.Unavailable);
            }

            _pending.Clear();
        }

        return Task.CompletedTask;
    }

    private sealed class Pending(long startedAt) : TaskCompletionSource<PublishResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long StartedAt { get; } = startedAt;

        public bool Returned { get; set; }
    }
}
