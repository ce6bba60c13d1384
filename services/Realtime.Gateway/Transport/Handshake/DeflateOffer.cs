using System.Globalization;
using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.Transport.Handshake;

/// <summary>
/// Negotiation of permessage-deflate (RFC 7692). Both sides without context takeover: nothing is kept between messages, and a compressed message can be
/// shared. A smaller server window is granted by leaving larger messages uncompressed, for a message cannot refer back further than its own length.
/// </summary>
internal static class DeflateOffer
{
    private const string Extension = "permessage-deflate";
    private const int DefaultBits = 15;

    /// <summary>The first acceptable offer: the response header's value and the largest message that may go compressed.</summary>
    public static bool TryAccept(UpgradeRequest request, out string response, out int window)
    {
        foreach (var offer in request.GetList("Sec-WebSocket-Extensions"))
        {
            if (TryAccept(offer, out response, out window))
            {
                return true;
            }
        }

        response = "";
        window = 0;
        return false;
    }

    private static bool TryAccept(string offer, out string response, out int window)
    {
        response = "";
        window = 0;
        var parts = offer.Split(';', StringSplitOptions.TrimEntries);
        if (!parts[0].Equals(Extension, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        int? serverBits = null;
        foreach (var part in parts.AsSpan(1))
        {
            var equals = part.IndexOf('=');
            var name = (equals < 0 ? part : part[..equals]).Trim();
            var value = equals < 0 ? null : part[(equals + 1)..].Trim().Trim('"');
            if (!seen.Add(name))
            {
                return false;
            }

            switch (name.ToLowerInvariant())
            {
                case "server_no_context_takeover" or "client_no_context_takeover" when value is null:
                    break;
                case "client_max_window_bits" when value is null || IsBits(value, out _):
                    break;
                case "server_max_window_bits" when IsBits(value, out var bits):
                    serverBits = bits;
                    break;
                default:
                    return false;
            }
        }

        response = $"{Extension}; server_no_context_takeover; client_no_context_takeover";
        if (serverBits is { } asked)
        {
            response += string.Create(CultureInfo.InvariantCulture, $"; server_max_window_bits={asked}");
        }

        window = serverBits is { } limited and < DefaultBits ? 1 << limited : int.MaxValue;
        return true;
    }

    private static bool IsBits(string? value, out int bits)
    {
        bits = 0;
        return value is { Length: 1 or 2 } && value[0] != '0' && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out bits) && bits is >= 8 and <= DefaultBits;
    }
}
