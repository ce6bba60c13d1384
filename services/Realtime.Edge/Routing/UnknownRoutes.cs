using Realtime.Edge.Limits;
using Realtime.ServiceDefaults.Http;
using Realtime.ServiceDefaults.Security;

namespace Realtime.Edge.Routing;

/// <summary>404, but under /api only to those who are known: the others learn nothing of what exists.</summary>
internal static class UnknownRoutes
{
    public static void MapUnknownRoutes(this IEndpointRouteBuilder routes)
    {
        routes.MapFallback("{**path}", static (HttpContext context) => RealtimeProblems.WriteAsync(context, StatusCodes.Status404NotFound, "not_found", "Not found"));
        routes.MapFallback("/api/{**path}", AnswerApiAsync);
    }

    private static async Task AnswerApiAsync(HttpContext context, IAccessTokenValidator validator)
    {
        var token = Caller.TokenOf(context.Request);
        var known = !string.IsNullOrEmpty(token) && (await validator.ValidateAsync(token, context.RequestAborted)).Succeeded;
        await (known
            ? RealtimeProblems.WriteAsync(context, StatusCodes.Status404NotFound, "not_found", "Not found")
            : RealtimeProblems.WriteAsync(context, StatusCodes.Status401Unauthorized, "unauthorized", "Unauthorized"));
    }
}
