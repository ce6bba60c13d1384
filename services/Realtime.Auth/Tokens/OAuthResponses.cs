using System.Text.Json.Serialization.Metadata;
using Realtime.Auth.Http;

namespace Realtime.Auth.Tokens;

/// <summary>How the /connect endpoints answer: JSON that no cache may keep.</summary>
internal static class OAuthResponses
{
    public static Task WriteAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type)
    {
        ForbidCaching(context.Response);
        return context.Response.WriteAsJsonAsync(body, type, "application/json", context.RequestAborted);
    }

    public static Task WriteErrorAsync(HttpContext context, OAuthError error)
    {
        context.Response.StatusCode = error.Status;
        if (error.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"realtime\", charset=\"UTF-8\"";
        }

        if (error.RetryAfter is { } retryAfter)
        {
            context.Response.Headers.RetryAfter = RetryAfterHeader.Of(retryAfter);
        }

        return WriteAsync(context, new OAuthErrorResponse(error.Code, error.Description), TokensJsonContext.Default.OAuthErrorResponse);
    }

    public static void ForbidCaching(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
    }
}
