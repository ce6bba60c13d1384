using System.Net;

namespace Realtime.Gateway.Protocol;

/// <summary>The HTTP request that asks for a WebSocket, from either listener.</summary>
internal sealed class UpgradeRequest(string path, string queryString, IReadOnlyList<KeyValuePair<string, string>> headers, IPAddress remoteAddress, string requestId)
{
    private static readonly char[] Comma = [','];

    /// <summary>Percent-decoded.</summary>
    public string Path { get; } = path;

    /// <summary>Without the question mark.</summary>
    public string QueryString { get; } = queryString;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; } = headers;

    /// <summary>The client's address: from X-Forwarded-For when the peer is a trusted proxy.</summary>
    public IPAddress RemoteAddress { get; } = remoteAddress;

    public string RequestId { get; } = requestId;

    /// <summary>The first header of that name, or null.</summary>
    public string? GetHeader(string name)
    {
        foreach (var (key, value) in Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The first query parameter of that name, decoded, or null.</summary>
    public string? GetQuery(string name)
    {
        foreach (var pair in QueryString.AsSpan().Split('&'))
        {
            var part = QueryString.AsSpan(pair);
            var equals = part.IndexOf('=');
            var key = equals < 0 ? part : part[..equals];
            if (key.Equals(name, StringComparison.Ordinal) || (key.Contains('%') && Uri.UnescapeDataString(key) == name))
            {
                return equals < 0 ? "" : Uri.UnescapeDataString(part[(equals + 1)..].ToString().Replace('+', ' '));
            }
        }

        return null;
    }

    /// <summary>The subprotocols offered, in order.</summary>
    public IReadOnlyList<string> GetSubprotocols() => GetList("Sec-WebSocket-Protocol");

    /// <summary>All values of a comma separated header, in order.</summary>
    public IReadOnlyList<string> GetList(string name)
    {
        List<string>? values = null;
        foreach (var (key, value) in Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                (values ??= []).AddRange(value.Split(Comma, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return values ?? (IReadOnlyList<string>)[];
    }
}
