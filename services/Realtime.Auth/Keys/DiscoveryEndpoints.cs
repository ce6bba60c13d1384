using System.Globalization;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Realtime.Auth.Configuration;

namespace Realtime.Auth.Keys;

/// <summary>Discovery document and JWKS: cacheable for a while, and cheap to ask again with their ETag.</summary>
internal static class DiscoveryEndpoints
{
    public const string DiscoveryPath = "/.well-known/openid-configuration";
    public const string MetadataPath = "/.well-known/oauth-authorization-server";
    public const string JwksPath = "/.well-known/jwks.json";

    public static void MapDiscovery(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(JwksPath, ["GET", "HEAD"], static (HttpContext context, KeyRing keys, IOptions<SigningKeyOptions> options) =>
            WriteAsync(context, keys.Snapshot.Jwks, keys.Snapshot.ETag, options.Value.CacheDuration, "application/json"));
        foreach (var path in new[] { DiscoveryPath, MetadataPath })
        {
            routes.MapMethods(path, ["GET", "HEAD"], static (HttpContext context, DiscoveryDocumentSource source, IOptions<SigningKeyOptions> options) =>
                WriteAsync(context, source.Json, source.ETag, options.Value.CacheDuration, "application/json"));
        }
    }

    private static async Task WriteAsync(HttpContext context, byte[] body, string etag, TimeSpan cacheFor, string contentType)
    {
        var response = context.Response;
        response.Headers.ETag = etag;
        response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"public, max-age={(long)cacheFor.TotalSeconds}");
        if (Matches(context.Request, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = contentType;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.BodyWriter.WriteAsync(body, context.RequestAborted);
        }
    }

    private static bool Matches(HttpRequest request, string etag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch.OfType<string>().ToArray(), out var given)
        && given.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag.Equals(etag, StringComparison.Ordinal));
}
