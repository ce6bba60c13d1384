using System.Globalization;

namespace Realtime.Gateway.Connections;

/// <summary>Handles as text: 16 hexadecimal digits, the first 8 the gateway's, the others counted.</summary>
internal static class ConnectionId
{
    public static string Format(ulong handle) => handle.ToString("x16", CultureInfo.InvariantCulture);

    public static bool TryParse(ReadOnlySpan<char> id, out ulong handle)
    {
        handle = 0;
        return id.Length == 16 && ulong.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out handle);
    }
}
