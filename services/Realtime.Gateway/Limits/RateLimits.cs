using Microsoft.Extensions.Options;

namespace Realtime.Gateway.Limits;

/// <summary>The limits in force, in time stamps; options may change while sockets are open.</summary>
internal sealed class RateLimits : IDisposable
{
    private readonly TimeProvider _time;
    private readonly IDisposable? _changes;
    private Values _values;

    public RateLimits(IOptionsMonitor<LimitOptions> options, TimeProvider time)
    {
        _time = time;
        _values = Values.From(options.CurrentValue, time.TimestampFrequency);
        _changes = options.OnChange(changed => Volatile.Write(ref _values, Values.From(changed, time.TimestampFrequency)));
    }

    public SharedBuckets Users { get; } = new();

    public SharedBuckets Addresses { get; } = new();

    public Values Current => Volatile.Read(ref _values);

    public long Now => _time.GetTimestamp();

    public void Dispose() => _changes?.Dispose();

    internal sealed record Values(
        BucketRate Connection,
        BucketRate User,
        BucketRate Address,
        int UserConnections,
        int MaxErrors,
        long ErrorWindow,
        int MaxRefused,
        long RefusedWindow)
    {
        public static Values From(LimitOptions options, long frequency) => new(
            BucketRate.From(options.MessagesPerSecond, options.Burst, frequency),
            BucketRate.From(options.UserMessagesPerSecond, options.UserBurst, frequency),
            BucketRate.From(options.AddressMessagesPerSecond, options.AddressBurst, frequency),
            options.UserConnections,
            options.MaxErrors,
            (long)(options.ErrorWindow.TotalSeconds * frequency),
            options.MaxRefused,
            (long)(options.RefusedWindow.TotalSeconds * frequency));
    }
}
