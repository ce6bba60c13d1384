using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Realtime.Auth.Audit;
using Realtime.Auth.Configuration;
using Realtime.Auth.Http;
using Realtime.Auth.Limits;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Auth.Opaque;

/// <summary>POST /generate-token and POST /admin/generate-token.</summary>
internal sealed class GenerateTokenHandler(
    OpaqueTokenService tokens,
    RequestLimiter limiter,
    AuditLog audit,
    IOptionsMonitor<OpaqueTokenOptions> opaqueOptions,
    IOptions<AuthOptions> options,
    TimeProvider time)
{
    private const string KeyName = "x-api-key";

    public async Task<IResult> GenerateUserAsync(HttpContext context)
    {
        if (Limit(context) is { } limited)
        {
            return limited;
        }

        if (!tokens.UserApiKeys.Accepts(ApiKeyOf(context.Request)))
        {
            return Refuse(context, "user", StatusCodes.Status401Unauthorized, OpaqueMessages.InvalidApiKey, OpaqueMessages.ApiKeyText);
        }

        using var body = await JsonBody.TryReadObjectAsync(context, options.Value.MaxRequestBytes);
        if (body is null)
        {
            return RealtimeProblems.BadRequest(OpaqueMessages.InvalidPayload, OpaqueMessages.BadRequest);
        }

        var request = new GenerateRequest(body.RootElement);
        if (request.Id("company_id") is not { } company || request.Id("agent_id") is not { } agent || request.Id("user_id") is not { } user
            || request.Lifetime(opaqueOptions.Get(OpaqueTokenKind.User), required: true) is not { } lifetime)
        {
            return Invalid("company_id, agent_id, user_id and a positive expires_in_seconds are required.");
        }

        var expiresAt = time.GetUtcNow() + lifetime;
        audit.OpaqueIssued("user", $"{company}/{agent}/{user}", expiresAt);
        return Ok(tokens.Create(new UserTokenClaims(company, agent, user, Rfc3339.Write(expiresAt))));
    }

    public async Task<IResult> GenerateAdminAsync(HttpContext context)
    {
        if (Limit(context) is { } limited)
        {
            return limited;
        }

        var apiKey = ApiKeyOf(context.Request);
        if (string.IsNullOrEmpty(apiKey))
        {
            return Refuse(context, "admin", StatusCodes.Status401Unauthorized, OpaqueMessages.AdminKeyMissing, OpaqueMessages.ApiKeyText);
        }

        if (!tokens.AdminApiKeys.Accepts(apiKey))
        {
            return Refuse(context, "admin", StatusCodes.Status403Forbidden, OpaqueMessages.AdminKeyWrong, OpaqueMessages.ApiKeyText);
        }

        using var body = await JsonBody.TryReadObjectAsync(context, options.Value.MaxRequestBytes);
        if (body is null)
        {
            return RealtimeProblems.BadRequest(OpaqueMessages.InvalidPayload, OpaqueMessages.BadRequest);
        }

        var request = new GenerateRequest(body.RootElement);
        if (request.Id("admin_id", "admin_user_id") is not { } admin
            || request.Lifetime(opaqueOptions.Get(OpaqueTokenKind.Admin), required: false) is not { } lifetime
            || !request.TryGetOptional("company_id_restriction", out var restriction)
            || !request.TryGetOptional("subscribed_company_id", out var company)
            || !request.TryGetOptional("subscribed_agent_id", out var agent))
        {
            return Invalid("admin_id is required, expires_in_seconds must be positive, and the other members must be texts.");
        }

        var expiresAt = time.GetUtcNow() + lifetime;
        audit.OpaqueIssued("admin", admin, expiresAt);
        return Ok(tokens.Create(new AdminTokenClaims(admin, restriction, company, agent, Rfc3339.Write(expiresAt))));
    }

    private ProblemHttpResult? Limit(HttpContext context)
    {
        if (limiter.AllowsAddress(RemoteAddress.KeyOf(context), out var retryAfter))
        {
            return null;
        }

        context.Response.Headers.RetryAfter = RetryAfterHeader.Of(retryAfter);
        return RealtimeProblems.Result(StatusCodes.Status429TooManyRequests, "RateLimitExceeded", "Too many requests");
    }

    private ProblemHttpResult Refuse(HttpContext context, string kind, int status, string code, string message)
    {
        limiter.Failed(RemoteAddress.KeyOf(context));
        audit.OpaqueRefused(kind, code);
        return RealtimeProblems.Result(status, code, message);
    }

    private static ProblemHttpResult Invalid(string details) =>
        RealtimeProblems.Result(StatusCodes.Status400BadRequest, OpaqueMessages.BadRequest, OpaqueMessages.InvalidRequestPayload, new Dictionary<string, object?> { ["details"] = details });

    private static JsonHttpResult<GeneratedToken> Ok(string token) => TypedResults.Json(new GeneratedToken(token), OpaqueJsonContext.Default.GeneratedToken);

    private static string? ApiKeyOf(HttpRequest request) =>
        request.Headers[KeyName] is { Count: 1 } header ? header[0] : request.Query[KeyName] is { Count: 1 } query ? query[0] : null;
}
