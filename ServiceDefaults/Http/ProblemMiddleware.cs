using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Realtime.ServiceDefaults.Http;

/// <summary>Turns unhandled exceptions and bare error statuses into problem details, whatever the client accepts.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            Log.BadRequest(logger, exception.StatusCode, exception.Message);
            context.Response.Clear();
            await RealtimeProblems.WriteAsync(context, exception.StatusCode, RealtimeProblems.CodeOf(exception.StatusCode), MessageOf(exception.StatusCode));
            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            Log.Unhandled(logger, context.Request.Method, context.Request.Path, exception);
            context.Response.Clear();
            await RealtimeProblems.WriteAsync(context, StatusCodes.Status500InternalServerError, "internal", RealtimeProblems.MessageOf(500));
            return;
        }

        if (IsBareError(context.Response))
        {
            var status = context.Response.StatusCode;
            await RealtimeProblems.WriteAsync(context, status, RealtimeProblems.CodeOf(status), RealtimeProblems.MessageOf(status));
        }
    }

    /// <summary>The framework's own words speak of parameters and types that callers do not know.</summary>
    private static string MessageOf(int status) =>
        status == StatusCodes.Status400BadRequest ? "The request is malformed: its body is not the JSON that this route takes, or a parameter is no valid value" : RealtimeProblems.MessageOf(status);

    private static bool IsBareError(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400 and < 600, ContentLength: null, ContentType: null };

    private static partial class Log
    {
        [LoggerMessage(9010, LogLevel.Debug, "Request refused with {Status}: {Reason}", EventName = "BadRequest")]
        public static partial void BadRequest(ILogger logger, int status, string reason);

        [LoggerMessage(9011, LogLevel.Error, "{Method} {Path} failed.", EventName = "UnhandledException")]
        public static partial void Unhandled(ILogger logger, string method, PathString path, Exception exception);
    }
}
