using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.Agents;

/// <summary>Browsers say where a page comes from: only the endpoint's own host and listed origins may connect. Other clients say nothing.</summary>
internal static class OriginPolicy
{
    public static bool Allows(UpgradeRequest request, AgentOptions options)
    {
        if (options.SkipOriginCheck || request.GetHeader("Origin") is not { Length: > 0 } origin)
        {
            return true;
        }

        if (options.AllowedOrigins.Contains(origin.TrimEnd('/'), StringComparer.OrdinalIgnoreCase))
        {
            return true;
        }

        return Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && (IsOwn(uri, request.GetHeader("X-Forwarded-Host")) || IsOwn(uri, request.GetHeader("Host")));
    }

    private static bool IsOwn(Uri origin, string? host) =>
        host is not null && (host.Equals(origin.Authority, StringComparison.OrdinalIgnoreCase) || host.Equals(origin.Host + ":" + origin.Port, StringComparison.OrdinalIgnoreCase));
}
