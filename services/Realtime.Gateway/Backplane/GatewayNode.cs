namespace Realtime.Gateway.Backplane;

/// <summary>This incarnation of the gateway: a new id at every start.</summary>
internal sealed record GatewayNode(string Id, DateTimeOffset StartedAt)
{
    public static GatewayNode Create(TimeProvider time) => new("gw-" + Guid.NewGuid().ToString("N")[..12], time.GetUtcNow());
}
