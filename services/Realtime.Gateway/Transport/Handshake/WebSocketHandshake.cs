using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.Transport.Handshake;

/// <summary>The rules of RFC 6455 section 4 for the server.</summary>
internal static class WebSocketHandshake
{
    private const int KeyLength = 24;

    /// <summary>Null when the request is a proper upgrade, else the refusal.</summary>
    public static UpgradeDecision? Check(string method, UpgradeRequest request)
    {
        if (method != "GET")
        {
            return UpgradeDecision.Refuse(405, "method_not_allowed", "A WebSocket begins with GET.", KeyValuePair.Create("Allow", "GET"));
        }

        if (!request.GetList("Upgrade").Contains("websocket", StringComparer.OrdinalIgnoreCase) ||
            !request.GetList("Connection").Contains("upgrade", StringComparer.OrdinalIgnoreCase))
        {
            return UpgradeDecision.Refuse(426, "upgrade_required", "This endpoint speaks WebSocket.", KeyValuePair.Create("Upgrade", "websocket"));
        }

        if (request.GetHeader("Sec-WebSocket-Version") != "13")
        {
            return UpgradeDecision.Refuse(426, "unsupported_version", "Only WebSocket version 13 is supported.", KeyValuePair.Create("Sec-WebSocket-Version", "13"));
        }

        return IsKey(request.GetHeader("Sec-WebSocket-Key"))
            ? null
            : UpgradeDecision.Refuse(400, "bad_request", "Sec-WebSocket-Key is missing or malformed.");
    }

    public static string Accept(string key)
    {
        Span<byte> input = stackalloc byte[KeyLength + 36];
        Encoding.ASCII.GetBytes(key, input);
        "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8.CopyTo(input[KeyLength..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The protocol prescribes SHA-1; nothing is protected by it.
        SHA1.HashData(input, hash);
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }

    private static bool IsKey(string? key) =>
        key is { Length: KeyLength } && Base64.IsValid(key, out var length) && length == 16;
}
