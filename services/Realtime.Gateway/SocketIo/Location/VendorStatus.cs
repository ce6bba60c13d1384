using System.Text.Json;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>Reads a vendor's status back from what the rooms carry.</summary>
internal static class VendorStatus
{
    public static bool TryRead(JsonElement root, out bool online, out long since)
    {
        (online, since) = (false, 0);
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("isOnline", out var value) || value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return false;
        }

        online = value.GetBoolean();
        return !root.TryGetProperty("since", out var from) || (from.ValueKind == JsonValueKind.Number && from.TryGetInt64(out since));
    }
}
