using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Realtime.Auth.Audit;
using Realtime.Auth.Configuration;
using Realtime.Auth.Http;
using Realtime.ServiceDefaults.ApiDocument;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Auth.Opaque;

internal static class OpaqueEndpoints
{
    public static void MapOpaqueTokens(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").AddEndpointFilter(NoStore).WithTags("opaque tokens");
        group.MapPost("/generate-token", static (HttpContext context, GenerateTokenHandler handler) => handler.GenerateUserAsync(context)).Describe("GenerateToken", "Make a token for /ws/{company}/{agent}", static operation => Errors(operation)
            .TakesUnlabelled(new GenerateUserToken("company-1", "agent-7", "user-3", 3_600))
            .Fails(401, OpaqueMessages.InvalidApiKey, OpaqueMessages.ApiKeyText));
        group.MapPost("/admin/generate-token", static (HttpContext context, GenerateTokenHandler handler) => handler.GenerateAdminAsync(context)).Describe("GenerateAdminToken", "Make a token for /ws/admin", static operation => Errors(operation)
            .TakesUnlabelled(new GenerateAdminToken("admin-1", 3_600, CompanyIdRestriction: "company-1"))
            .Fails(401, OpaqueMessages.AdminKeyMissing, OpaqueMessages.ApiKeyText)
            .Fails(403, OpaqueMessages.AdminKeyWrong, OpaqueMessages.ApiKeyText));
    }

    private static ApiOperation Errors(ApiOperation operation) => operation
        .Secured(ApiSecuritySchemes.ApiKey, ApiSecuritySchemes.ApiKeyQuery)
        .Returns("The token.", new GeneratedToken("q1Zk7m0b1V8yqJ9m0cFZ4cJvVYk3n2T5r8Q="))
        .Fails(400, OpaqueMessages.BadRequest, OpaqueMessages.InvalidRequestPayload)
        .Fails(429, "RateLimitExceeded", "Too many requests");

    /// <summary>For gateways: POST /internal/opaque/validate.</summary>
    public static void MapOpaqueValidation(this IEndpointRouteBuilder internalRoutes) =>
        internalRoutes.MapPost("/opaque/validate", ValidateAsync);

    private static async Task<IResult> ValidateAsync(HttpContext context, OpaqueTokenService tokens, AuditLog audit, IOptions<AuthOptions> options)
    {
        using var body = await JsonBody.TryReadObjectAsync(context, options.Value.MaxRequestBytes);
        if (body is null || Read(body) is not { Kind: "user" or "admin" } request)
        {
            return RealtimeProblems.BadRequest("kind must be user or admin, token and api_key must be texts.");
        }

        return request.Kind == "user"
            ? Answer(tokens.ValidateUser(request.ApiKey, request.Token), "user", audit)
            : Answer(tokens.ValidateAdmin(request.ApiKey, request.Token), "admin", audit);
    }

    private static OpaqueValidationRequest? Read(JsonDocument body)
    {
        try
        {
            return body.Deserialize(OpaqueJsonContext.Default.OpaqueValidationRequest);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonHttpResult<OpaqueValidation<T>> Answer<T>(OpaqueValidation<T> validation, string kind, AuditLog audit)
        where T : class
    {
        if (!validation.Valid)
        {
            audit.OpaqueRefused(kind, validation.Message!);
        }

        return TypedResults.Json(validation, OpaqueJsonContext.Default);
    }

    private static ValueTask<object?> NoStore(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(context);
    }
}
