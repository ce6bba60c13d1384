using System.Text.Json;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;

namespace Realtime.Presence.Tracking;

/// <summary>Asks gateways to say what is open now; one that does not hear it is asked again with its next batch.</summary>
internal sealed partial class SnapshotAsker(FanoutPublisher fanout, TimeProvider time, ILogger<SnapshotAsker> logger)
{
    public void Ask(IReadOnlyList<SnapshotRequest> requests)
    {
        foreach (var (gatewayId, snapshotId) in requests)
        {
            var key = RoutingKeys.Gateway(gatewayId);
            var entry = new BatchEntry
            {
                Kind = EntryKind.Control,
                Target = key,
                Type = "snapshot_request",
                Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
                Data = JsonSerializer.SerializeToUtf8Bytes(new SnapshotRequestData(snapshotId), TrackingJsonContext.Default.SnapshotRequestData),
            };
            Log.Asked(logger, gatewayId, fanout.TryPost(key, entry));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4111, LogLevel.Information, "Asked gateway {GatewayId} for a snapshot (sent: {Sent}).", EventName = "SnapshotAsked")]
        public static partial void Asked(ILogger logger, string gatewayId, bool sent);
    }
}
