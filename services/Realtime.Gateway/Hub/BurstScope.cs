using Realtime.Gateway.Diagnostics;

namespace Realtime.Gateway.Hub;

/// <summary>See <see cref="ConnectionHub.BeginBurst"/>. Must end on the thread it began on, so never across an await.</summary>
internal readonly ref struct BurstScope(Burst burst, GatewayCounters counters)
{
    public void Dispose() => burst.Exit(counters);
}
