using System.Text.Json;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.SocketIo.Namespaces;
using Realtime.Gateway.SocketIo.Recovery;
using Realtime.Gateway.SocketIo.Rooms;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>What followers of a vendor get: each message under the names of both generations of clients.</summary>
internal sealed class VendorRoomEvents(SocketRecovery recovery) : IRoomEvents
{
    public bool Matches(RoomMessage message) => message.Kind == TargetKind.Room && message.Target.StartsWith(VendorRooms.Prefix, StringComparison.Ordinal);

    public OutboundFrame? Encode(RoomMessage message)
    {
        var events = Events(message);
        return events.Count == 0 ? null : recovery.Log.Append(RecoveryLog.RoomKey(message.Target), message.MessageId, UserNamespace.Path, events);
    }

    private static List<KeptEvent> Events(RoomMessage message)
    {
        var events = new List<KeptEvent> { new(message.Type, message.Data.ToArray()) };
        if (message.Type is not (VendorRooms.LocationChanged or VendorRooms.StatusChanged))
        {
            return events;
        }

        using var document = JsonDocument.Parse(message.Data);
        var root = document.RootElement;
        var vendorId = message.Target[VendorRooms.Prefix.Length..];
        if (message.Type == VendorRooms.LocationChanged && VendorMove.TryRead(root, out var point))
        {
            events.Add(new KeptEvent("vendor_sync", LocationJson.Sync(vendorId, point)));
        }
        else if (message.Type == VendorRooms.StatusChanged && root.TryGetProperty("isOnline", out var online) && online.ValueKind == JsonValueKind.False)
        {
            events.Add(new KeptEvent("vendor_disconnect", LocationJson.Gone(vendorId)));
        }

        return events;
    }
}
