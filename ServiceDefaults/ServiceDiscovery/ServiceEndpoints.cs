namespace Realtime.ServiceDefaults.ServiceDiscovery;

internal sealed class ServiceEndpoints(IReadOnlyList<Uri> addresses)
{
    private uint _next;

    public static ServiceEndpoints None { get; } = new([]);

    public IReadOnlyList<Uri> Addresses { get; } = addresses;

    public Uri? Next() => Addresses.Count switch
    {
        0 => null,
        1 => Addresses[0],
        var count => Addresses[(int)(Interlocked.Increment(ref _next) % (uint)count)],
    };
}
