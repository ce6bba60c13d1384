using System.Text;

namespace Realtime.Gateway.Transport.Handshake;

/// <summary>An HTTP/1.1 request line and headers, parsed strictly: what is ambiguous is refused.</summary>
internal sealed class RequestHead
{
    private static readonly System.Buffers.SearchValues<byte> TokenBytes =
        System.Buffers.SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private RequestHead(string method, string path, string queryString, List<KeyValuePair<string, string>> headers)
    {
        Method = method;
        Path = path;
        QueryString = queryString;
        Headers = headers;
    }

    public string Method { get; }

    /// <summary>Percent-decoded, except for %2F.</summary>
    public string Path { get; }

    public string QueryString { get; }

    public List<KeyValuePair<string, string>> Headers { get; }

    public static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    /// <summary>Parses everything before the empty line. Null with a reason when it is not a request we take.</summary>
    public static RequestHead? TryParse(ReadOnlySpan<byte> head, int maxHeaders, out string reason)
    {
        var line = TakeLine(ref head);
        if (!TryParseRequestLine(line, out var method, out var path, out var query))
        {
            reason = "Malformed request line.";
            return null;
        }

        var headers = new List<KeyValuePair<string, string>>(16);
        while (!head.IsEmpty)
        {
            if (headers.Count == maxHeaders)
            {
                reason = "Too many headers.";
                return null;
            }

            if (!TryParseHeader(TakeLine(ref head), out var header))
            {
                reason = "Malformed header.";
                return null;
            }

            headers.Add(header);
        }

        if (headers.Count(static header => header.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)) != 1)
        {
            reason = "Exactly one Host header is required.";
            return null;
        }

        if (headers.Exists(static header => header.Key.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase) ||
            (header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) && header.Value != "0")))
        {
            reason = "A request body is not accepted here.";
            return null;
        }

        reason = "";
        return new RequestHead(method, path, query, headers);
    }

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> head)
    {
        var end = head.IndexOf("\r\n"u8);
        var line = end < 0 ? head : head[..end];
        head = end < 0 ? default : head[(end + 2)..];
        return line;
    }

    private static bool TryParseRequestLine(ReadOnlySpan<byte> line, out string method, out string path, out string query)
    {
        method = path = query = "";
        var first = line.IndexOf((byte)' ');
        var last = line.LastIndexOf((byte)' ');
        if (first <= 0 || last <= first + 1 || !line[(last + 1)..].SequenceEqual("HTTP/1.1"u8) || line[..first].ContainsAnyExcept(TokenBytes))
        {
            return false;
        }

        var target = line[(first + 1)..last];
        if (target[0] != (byte)'/' || target.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E) || target.Contains((byte)'#'))
        {
            return false;
        }

        method = Encoding.ASCII.GetString(line[..first]);
        var mark = target.IndexOf((byte)'?');
        path = Decode(Encoding.ASCII.GetString(mark < 0 ? target : target[..mark]));
        query = mark < 0 ? "" : Encoding.ASCII.GetString(target[(mark + 1)..]);
        return true;
    }

    private static string Decode(string path) =>
        path.Contains('%') ? Uri.UnescapeDataString(path.Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase)) : path;

    private static bool TryParseHeader(ReadOnlySpan<byte> line, out KeyValuePair<string, string> header)
    {
        header = default;
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExcept(TokenBytes))
        {
            return false;
        }

        var value = line[(colon + 1)..].Trim(" \t"u8);
        foreach (var octet in value)
        {
            if (octet is < 0x20 and not (byte)'\t' or 0x7F)
            {
                return false;
            }
        }

        header = KeyValuePair.Create(HeaderNames.Intern(line[..colon]), Encoding.Latin1.GetString(value));
        return true;
    }
}
