namespace Realtime.Presence.Tracking;

/// <summary>What goes to the database in one call.</summary>
internal sealed class Bundle
{
    private readonly Dictionary<string, GatewayFold> _groups = new(StringComparer.Ordinal);
    private int _order;

    public IReadOnlyCollection<GatewayFold> Groups => _groups.Values;

    public bool Probe { get; set; }

    public bool IsEmpty => _groups.Count == 0 && !Probe;

    /// <summary>Changes of all gateways are numbered in the order of arrival, which orders the events of a user who moved between gateways.</summary>
    public int NextOrder() => ++_order;

    public GatewayFold? Find(string gatewayId) => _groups.GetValueOrDefault(gatewayId);

    public void Put(GatewayFold fold) => _groups[fold.GatewayId] = fold;
}
