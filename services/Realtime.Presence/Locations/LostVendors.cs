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

    public async Task TellAsync(CancellationToken cancellationToken)
    {
        foreach (var vendorId in await store.RemoveLostAsync(cancellationToken))
        {
            if (RoomName.IsValid(RoomPrefix + vendorId))
            {
                var key = RoutingKeys.Room(RoomPrefix + vendorId);
                fanout.TryPost(key, new BatchEntry
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
    }
}
