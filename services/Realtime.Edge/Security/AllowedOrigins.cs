using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Realtime.Edge.Configuration;

namespace Realtime.Edge.Security;

/// <summary>The CORS allow-list: options, ALLOWED_ORIGINS, and in Development the ports front ends are developed on.</summary>
internal sealed class AllowedOrigins(IConfiguration configuration, IOptions<EdgeOptions> options, IHostEnvironment environment) : IConfigureOptions<CorsOptions>
{
    public const string Variable = "ALLOWED_ORIGINS";

    private static readonly string[] DevelopmentOrigins = ["http://localhost:3000", "http://localhost:3001", "http://localhost:5173", "http://localhost:8080", "http://localhost:9000"];
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    private static readonly string[] FileHeaders = ["content-disposition", "repr-digest", "range", "if-range", "if-match", "if-none-match", "tus-resumable", "upload-length", "upload-offset", "upload-metadata"];
    private static readonly string[] FileAnswers = ["Location", "ETag", "Repr-Digest", "Accept-Ranges", "Content-Range", "Content-Disposition", "Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Upload-Length", "Upload-Offset", "Upload-Expires"];
    private static readonly string[] Headers = ["access-token", "uid", "client", "content-type", "accept", "authorization", "x-api-key", "x-request-id", "idempotency-key", .. FileHeaders];
    private static readonly string[] Exposed = ["X-Request-ID", "Retry-After", .. FileAnswers];

    private HashSet<string>? _list;

    public void Configure(CorsOptions cors) => cors.AddDefaultPolicy(policy => policy
        .WithOrigins([.. List])
        .WithMethods(Methods)
        .WithHeaders(Headers)
        .WithExposedHeaders(Exposed)
        .AllowCredentials()
        .SetPreflightMaxAge(TimeSpan.FromMinutes(10)));

    public IReadOnlyCollection<string> List => _list ??= Origins().ToHashSet(StringComparer.OrdinalIgnoreCase);

    private string[] Origins()
    {
        var given = (configuration[Variable] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(origin => origin.TrimEnd('/'))
            .Where(EdgeOptionsRules.IsOrigin)
            .Concat(options.Value.AllowedOrigins)
            .ToArray();
        return given.Length == 0 && environment.IsDevelopment() ? DevelopmentOrigins : given;
    }
}
