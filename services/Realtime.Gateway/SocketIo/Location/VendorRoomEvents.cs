using System.Text.Json;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.SocketIo.Recovery;
using Realtime.Gateway.SocketIo.Rooms;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>What followers of a vendor get: each message under the names of both generations of clients.</summary>
internal sealed class VendorRoomEvents : IRoomEvents
{
    public bool Matches(RoomMessage message) => message.Kind == TargetKind.Room && message.Target.StartsWith(VendorRooms.Prefix, StringComparison.Ordinal);

    // A client of another protocol may publish to these rooms, but does not speak for a vendor.
    public IReadOnlyList<KeptEvent> Read(RoomMessage message) => message.Sender is null ? Events(message) : [];

    private static IReadOnlyList<KeptEvent> Events(RoomMessage message)
    {
        if (message.Type is not (VendorRooms.LocationChanged or VendorRooms.StatusChanged))
        {
            return [new KeptEvent(message.Type, message.Data.ToArray())];
        }

        using var document = JsonDocument.Parse(message.Data);
        var vendorId = message.Target[VendorRooms.Prefix.Length..];
        if (message.Type == VendorRooms.LocationChanged)
        {
            return VendorMove.TryRead(document.RootElement, out var point) ? VendorEvents.OfMove(vendorId, point) : [];
        }

        return VendorStatus.Read(document.RootElement) is { Word: VendorPeerWord.None } status ? VendorEvents.OfStatus(vendorId, status.Online) : [];
    }
}
