using Microsoft.AspNetCore.Http.Features;

namespace Realtime.Edge.Routing;

/// <summary>Keeps escapes in a path as the client wrote them: a room <c>a/b</c> is <c>a%2Fb</c> for the service too.</summary>
internal static class RawPath
{
    private static readonly UriCreationOptions AsIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Null where the path needs no care, or where dots in it make the parsed path the only safe reading.</summary>
    public static Uri? AddressOf(string destination, HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        return path.StartsWith('/') && path.Contains('%', StringComparison.Ordinal) && !HasDotSegments(path)
            ? new Uri(destination.TrimEnd('/') + path + context.Request.QueryString.Value, AsIs)
            : null;
    }

    private static bool HasDotSegments(string path) =>
        path.Contains("/.", StringComparison.Ordinal) || path.Contains("%2e", StringComparison.OrdinalIgnoreCase);
}
