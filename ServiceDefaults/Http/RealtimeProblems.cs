using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Realtime.ServiceDefaults.Http;

/// <summary>Problem details that also carry <c>code</c>, <c>message</c> and <c>error</c>: the one shape of every HTTP error.</summary>
public static class RealtimeProblems
{
    public static ProblemHttpResult Result(int status, string code, string message, IReadOnlyDictionary<string, object?>? details = null) =>
        TypedResults.Problem(Create(status, code, message, details));

    public static ProblemHttpResult BadRequest(string message, string code = "bad_request") => Result(StatusCodes.Status400BadRequest, code, message);

    public static ProblemHttpResult Unauthorized(string message = "Unauthorized", string code = "unauthorized") => Result(StatusCodes.Status401Unauthorized, code, message);

    public static ProblemHttpResult Forbidden(string message = "Insufficient permissions", string code = "forbidden") => Result(StatusCodes.Status403Forbidden, code, message);

    public static ProblemHttpResult NotFound(string message = "Not found", string code = "not_found") => Result(StatusCodes.Status404NotFound, code, message);

    public static ProblemHttpResult Unavailable(string message = "Service unavailable", string code = "unavailable") => Result(StatusCodes.Status503ServiceUnavailable, code, message);

    public static ProblemDetails Create(int status, string code, string message, IReadOnlyDictionary<string, object?>? details = null)
    {
        var problem = new ProblemDetails
        {
            Type = "about:blank",
            Title = TitleOf(status),
            Status = status,
            Detail = message,
            Extensions = { ["code"] = code, ["message"] = message, ["error"] = message },
        };
        foreach (var (name, value) in details ?? new Dictionary<string, object?>())
        {
            problem.Extensions[name] = value;
        }

        return problem;
    }

    /// <summary>
    /// Writes the problem to a response that has not started; used by middleware, where no result is executed. OAuth clients understand
    /// nothing but the errors of their RFC, whoever refuses them on the way.
    /// </summary>
    public static Task WriteAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        if (context.Request.Path.StartsWithSegments("/connect"))
        {
            context.Response.Headers.CacheControl = "no-store";
            return context.Response.WriteAsJsonAsync(new OAuthProblem(OAuthCodeOf(status), message), ProblemJsonContext.Default.OAuthProblem, "application/json", context.RequestAborted);
        }

        return context.Response.WriteAsJsonAsync(Create(status, code, message), ProblemJsonContext.Default.ProblemDetails, "application/problem+json", context.RequestAborted);
    }

    public static string CodeOf(int status) => status switch
    {
        400 => "bad_request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        406 => "not_acceptable",
        408 => "request_timeout",
        409 => "conflict",
        413 => "payload_too_large",
        415 => "unsupported_media_type",
        422 => "unprocessable",
        426 => "upgrade_required",
        429 => "rate_limited",
        431 => "headers_too_large",
        502 => "bad_gateway",
        503 => "unavailable",
        504 => "gateway_timeout",
        >= 500 => "internal",
        _ => "error",
    };

    public static string MessageOf(int status) => status switch
    {
        401 => "Unauthorized",
        403 => "Insufficient permissions",
        404 => "Not found",
        500 => "Internal server error",
        _ => TitleOf(status),
    };

    private static string OAuthCodeOf(int status) => status switch
    {
        429 or 502 or 503 or 504 => "temporarily_unavailable",
        >= 500 => "server_error",
        _ => "invalid_request",
    };

    private static string TitleOf(int status) => ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : "Error";
}
