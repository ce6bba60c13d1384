using System.Text.Json;
using Realtime.Contracts.Rooms;
using Realtime.Messaging;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;

namespace Realtime.Presence.Locations;

/// <summary>Does for a dead gateway what it would have done: its vendors leave the map, and their followers are told.</summary>
internal sealed class LostVendors(LocationStore store, FanoutPublisher fanout, TimeProvider time)
{
    private const string RoomPrefix = "vendor:";

    /// <summary>False when the broker is away: then they are still on the map, and it has to be called again.</summary>
    public Task<bool> TellAsync(CancellationToken cancellationToken) =>
        store.RemoveLostAsync(vendors => vendors.All(TryTell), cancellationToken);

    private bool TryTell(string vendorId)
    {
        if (!RoomName.IsValid(RoomPrefix + vendorId))
        {
            return true;
        }

        var key = RoutingKeys.Room(RoomPrefix + vendorId);
        return fanout.TryPost(key, new BatchEntry
        {
            Kind = EntryKind.RoomMessage,
            Target = key,
            Type = "vendor_status_changed",
            MessageId = MessageIds.New(),
            Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Data = JsonSerializer.SerializeToUtf8Bytes(new VendorGone(vendorId, false), LocationsJsonContext.Default.VendorGone),
        });
    }
}
