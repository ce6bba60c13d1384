using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Realtime.Contracts.Gateways;
using Realtime.Edge.Configuration;

namespace Realtime.Edge.Gateways;

/// <summary>The gateway replicas that announce themselves. One that falls silent is dropped only while others are heard: silence of all is the broker's.</summary>
internal sealed partial class GatewayTable(IOptions<EdgeProxyOptions> options, TimeProvider time, ILogger<GatewayTable> logger)
{
    private readonly Lock _gate = new();
    private ImmutableDictionary<string, GatewayReplica> _replicas = ImmutableDictionary<string, GatewayReplica>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Raised after a replica came, went or changed its addresses or draining; not for mere numbers.</summary>
    public event Action? Changed;

    public IReadOnlyCollection<GatewayReplica> Replicas => [.. Volatile.Read(ref _replicas).Values];

    public GatewayReplica? Find(string id) => Volatile.Read(ref _replicas).GetValueOrDefault(id);

    public void Hear(GatewayAnnouncement announcement)
    {
        if (GatewayReplica.From(announcement) is not { } described)
        {
            Log.Unusable(logger);
            return;
        }

        bool changed;
        lock (_gate)
        {
            var known = _replicas.GetValueOrDefault(described.Id);
            if (known is null && _replicas.Count >= options.Value.MaxGateways)
            {
                Log.TooMany(logger, options.Value.MaxGateways);
                return;
            }

            var moved = known is null || known.Http != described.Http || known.Sockets != described.Sockets;
            changed = moved || known!.Draining != announcement.Draining;
            var replica = moved ? described : known!;
            replica.Hear(announcement, time.GetTimestamp());
            if (moved)
            {
                Log.Appeared(logger, replica.Id, replica.Sockets);
                // A restarted process has a new id on the old address.
                var replaced = _replicas.Values.Where(other => other.Id != replica.Id && other.Sockets == replica.Sockets).Select(other => other.Id);
                Volatile.Write(ref _replicas, _replicas.RemoveRange(replaced).SetItem(replica.Id, replica));
            }
        }

        if (changed)
        {
            Changed?.Invoke();
        }
    }

    /// <summary>Drops silent replicas.</summary>
    public void Sweep()
    {
        lock (_gate)
        {
            var silent = _replicas.Values.Where(replica => time.GetElapsedTime(replica.HeardAt) > options.Value.GatewayTimeout).ToArray();
            if (silent.Length == 0 || silent.Length == _replicas.Count)
            {
                return;
            }

            foreach (var replica in silent)
            {
                Log.Vanished(logger, replica.Id);
            }

            Volatile.Write(ref _replicas, _replicas.RemoveRange(silent.Select(replica => replica.Id)));
        }

        Changed?.Invoke();
    }

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Information, "Gateway {GatewayId} appeared at {Address}.", EventName = "GatewayAppeared")]
        public static partial void Appeared(ILogger logger, string gatewayId, Uri address);

        [LoggerMessage(5002, LogLevel.Warning, "Gateway {GatewayId} fell silent and is dropped.", EventName = "GatewayVanished")]
        public static partial void Vanished(ILogger logger, string gatewayId);

        [LoggerMessage(5003, LogLevel.Warning, "An announcement without usable id or addresses is ignored.", EventName = "GatewayUnusable")]
        public static partial void Unusable(ILogger logger);

        [LoggerMessage(5004, LogLevel.Warning, "More than {Limit} gateways are announced; the rest is ignored.", EventName = "GatewayTooMany")]
        public static partial void TooMany(ILogger logger, int limit);
    }
}
