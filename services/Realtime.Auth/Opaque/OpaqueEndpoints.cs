using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Realtime.Auth.Audit;
using Realtime.Auth.Configuration;
using Realtime.Auth.Http;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Auth.Opaque;

internal static class OpaqueEndpoints
{
    public static void MapOpaqueTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/generate-token", static (HttpContext context, GenerateTokenHandler handler) => handler.GenerateUserAsync(context)).AddEndpointFilter(NoStore);
        routes.MapPost("/admin/generate-token", static (HttpContext context, GenerateTokenHandler handler) => handler.GenerateAdminAsync(context)).AddEndpointFilter(NoStore);
    }

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
