using System.Text.Json;
using Realtime.Contracts.Locations;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Topology;

namespace Realtime.Presence.Locations;

/// <summary>Makes entries of news: one for the vendor's room, one for each cell the vendor is in or came from, all with the same message id.</summary>
internal sealed class VendorEntries(TimeProvider time)
{
    public IEnumerable<BatchEntry> From(VendorNews news)
    {
        if (news.Moved && news is { Lat: { } lat, Lng: { } lng, At: { } at })
        {
            var from = news is { FromLat: { } fromLat, FromLng: { } fromLng } ? new GeoFrom(fromLat, fromLng) : null;
            var data = JsonSerializer.SerializeToUtf8Bytes(new VendorMove(news.VendorId, lat, lng, at, news.Online, news.Revision, from), LocationsJsonContext.Default.VendorMove);
            foreach (var entry in Entries(news, "vendor_location_changed", data))
            {
                yield return entry;
            }
        }

        if (news.StatusChanged)
        {
            var data = JsonSerializer.SerializeToUtf8Bytes(new VendorStatusNews(news.VendorId, news.Online, news.Lat, news.Lng, news.Revision), LocationsJsonContext.Default.VendorStatusNews);
            foreach (var entry in Entries(news, "vendor_status_changed", data))
            {
                yield return entry;
            }
        }
    }

    private IEnumerable<BatchEntry> Entries(VendorNews news, string type, byte[] data)
    {
        var messageId = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        return Rooms(news).Select(room => new BatchEntry
        {
            Kind = EntryKind.RoomMessage,
            Target = RoutingKeys.Room(room),
            Type = type,
            MessageId = messageId,
            Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Data = data,
        });
    }

    private static HashSet<string> Rooms(VendorNews news)
    {
        HashSet<string> rooms = ["vendor:" + news.VendorId];
        if (news is { Lat: { } lat, Lng: { } lng })
        {
            rooms.UnionWith(GeoCells.RoomsOf(lat, lng));
        }

        if (news is { FromLat: { } fromLat, FromLng: { } fromLng })
        {
            rooms.UnionWith(GeoCells.RoomsOf(fromLat, fromLng));
        }

        return rooms;
    }
}
