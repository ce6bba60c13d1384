using System.Text.Json;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>A vendor's status as the rooms carry it.</summary>
/// <param name="Online">Whether it is connected.</param>
/// <param name="Since">Orders the words of several gateways about one vendor; 0 in those of Presence.</param>
/// <param name="Word">What it says to the other gateways.</param>
internal readonly record struct VendorStatus(bool Online, long Since, VendorPeerWord Word = VendorPeerWord.None)
{
    public static VendorStatus? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("isOnline", out var online) || online.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return null;
        }

        var since = 0L;
        if (root.TryGetProperty("since", out var from) && (from.ValueKind != JsonValueKind.Number || !from.TryGetInt64(out since)))
        {
            return null;
        }

        var word = VendorPeerWord.None;
        if (root.TryGetProperty("peer", out var peer) && (peer.ValueKind != JsonValueKind.String || !Enum.TryParse(peer.GetString(), ignoreCase: true, out word)))
        {
            return null;
        }

        return new VendorStatus(online.GetBoolean(), since, word);
    }
}
