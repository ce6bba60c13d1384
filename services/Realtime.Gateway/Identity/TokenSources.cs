using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.Identity;

/// <summary>Where an upgrade may carry a token, in the order in which the places count: <c>?token=</c>, <c>Authorization: Bearer</c>, subprotocol <c>auth-…</c>.</summary>
internal static class TokenSources
{
    public const string SubprotocolPrefix = "auth-";
    private const string BearerPrefix = "Bearer ";

    public static string? Find(UpgradeRequest request, IReadOnlyList<string> subprotocols)
    {
        if (request.GetQuery("token") is { Length: > 0 } fromQuery)
        {
            return fromQuery;
        }

        if (Bearer(request) is { } fromHeader)
        {
            return fromHeader;
        }

        return FindSubprotocol(subprotocols)?[SubprotocolPrefix.Length..];
    }

    public static string? Bearer(UpgradeRequest request)
    {
        var header = request.GetHeader("Authorization");
        return header is not null && header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) && header[BearerPrefix.Length..].Trim() is { Length: > 0 } token
            ? token
            : null;
    }

    /// <summary>The subprotocol that carries a token, as it was offered.</summary>
    public static string? FindSubprotocol(IReadOnlyList<string> subprotocols)
    {
        foreach (var offered in subprotocols)
        {
            if (offered.Length > SubprotocolPrefix.Length && offered.StartsWith(SubprotocolPrefix, StringComparison.Ordinal))
            {
                return offered;
            }
        }

        return null;
    }
}
