using Realtime.Chaos.History;

namespace Realtime.Chaos.Clients;

/// <summary>Publishes numbered messages one after the other; each again, with the same id, until somebody says that it is accepted.</summary>
internal abstract class Publisher(int number, ChaosOptions options, string[] rooms, Ledger ledger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly Random _random = new(HashCode.Combine(options.Seed, number));
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public string Name { get; } = $"p{number}";

    public static Publisher Create(int number, ChaosOptions options, ChaosStack stack, string[] rooms, Ledger ledger) => (number % 10) switch
    {
        8 => new HttpPublisher(number, options, stack, rooms, ledger),
        7 => new AmqpPublisher(number, inBody: false, options, stack, rooms, ledger),
        9 => new AmqpPublisher(number, inBody: true, options, stack, rooms, ledger),
        _ => new SocketPublisher(number, options, stack, rooms, ledger),
    };

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var interval = TimeSpan.FromSeconds(1 / options.RatePerPublisher);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var started = System.Diagnostics.Stopwatch.GetTimestamp();
                await PublishNextAsync();
                var left = interval - System.Diagnostics.Stopwatch.GetElapsedTime(started);
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
        finally
        {
            await CloseAsync();
        }
    }

    /// <summary>One attempt; true when it was accepted.</summary>
    protected abstract Task<bool> TryPublishAsync(string target, string messageId, CancellationToken cancellationToken);

    protected abstract ValueTask CloseAsync();

    // A message that was begun is finished even when the run ends, so that it is known whether it was accepted.
    private async Task PublishNextAsync()
    {
        var target = _random.Next(2) == 0 ? $"room.{rooms[_random.Next(rooms.Length)]}" : $"user.user-{_random.Next(options.Users)}";
        var n = _numbers[target] = _numbers.GetValueOrDefault(target) + 1;
        var id = $"{Name}~{n}";
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!limit.IsCancellationRequested)
        {
            try
            {
                using var attempt = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
                attempt.CancelAfter(TimeSpan.FromSeconds(15));
                if (await TryPublishAsync(target, id, attempt.Token))
                {
                    ledger.Accept(target, id);
                    return;
                }
            }
            catch (Exception exception) when (Frames.IsFailure(exception) || exception is RabbitMQ.Client.Exceptions.RabbitMQClientException or TimeoutException)
            {
                await CloseAsync();
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}
