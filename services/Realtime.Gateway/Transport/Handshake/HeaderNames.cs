using System.Text;

namespace Realtime.Gateway.Transport.Handshake;

/// <summary>Names that every upgrade carries, so that they are not allocated again and again.</summary>
internal static class HeaderNames
{
    private static readonly string[] Common =
    [
        "Host", "Upgrade", "Connection", "Origin", "User-Agent", "Authorization", "Cookie", "Sec-WebSocket-Version", "Sec-WebSocket-Key",
        "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Request-ID",
    ];

    public static string Intern(ReadOnlySpan<byte> name)
    {
        foreach (var common in Common)
        {
            if (common.Length == name.Length && Ascii.EqualsIgnoreCase(name, common))
            {
                return common;
            }
        }

        return Encoding.ASCII.GetString(name);
    }
}
