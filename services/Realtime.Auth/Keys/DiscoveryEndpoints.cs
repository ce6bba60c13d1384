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
        var group = routes.MapGroup("").WithTags("tokens");
        group.MapMethods(JwksPath, ["GET", "HEAD"], static (HttpContext context, KeyRing keys, IOptions<SigningKeyOptions> options) =>
            WriteAsync(context, keys.Snapshot.Jwks, keys.Snapshot.ETag, options.Value.CacheDuration, "application/json"))
            .Describe("GetKeys", "The keys that tokens are signed with", static operation => operation
                .Description("A JSON Web Key Set (RFC 7517), cacheable, with an ETag.")
                .Returns("The keys.", new JsonWebKeySet([new JsonWebKey("EC", "P-256", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", "sig", SigningKey.Algorithm, "0197a1c2")]))
                .ReturnsNothing("They are as the If-None-Match of the request has them.", StatusCodes.Status304NotModified));
        foreach (var (path, id) in new[] { (DiscoveryPath, "GetOpenIdConfiguration"), (MetadataPath, "GetAuthorizationServer") })
        {
            group.MapMethods(path, ["GET", "HEAD"], static (HttpContext context, DiscoveryDocumentSource source, IOptions<SigningKeyOptions> options) =>
                WriteAsync(context, source.Json, source.ETag, options.Value.CacheDuration, "application/json"))
                .Describe(id, "Where the endpoints are and what they can do", static operation => operation
                    .Description("OpenID Connect Discovery 1.0 and RFC 8414.")
                    .Returns("The metadata.", DiscoveryDocumentSource.Describe("https://realtime.example.org"))
                    .ReturnsNothing("It is as the If-None-Match of the request has it.", StatusCodes.Status304NotModified));
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
