using Aspire.Hosting.Orchestration.Ports;

namespace Realtime.Testing;

/// <summary>Ports that nobody uses and that outgoing connections do not get either.</summary>
public static class FreePort
{
    private static readonly PortAllocator Allocator = new();

    /// <summary>A port for a listener of the test; it stays reserved until the test process ends, the listener may bind it all the same.</summary>
    public static int Next() => Allocator.TakeFree();
}
