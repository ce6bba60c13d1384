using Realtime.Auth.Data;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Auth.Http;

/// <summary>Says 503 where the database does not answer.</summary>
internal sealed partial class DatabaseOutageFilter(ILogger<DatabaseOutageFilter> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (DatabaseFailure.IsOutage(exception))
        {
            Log.Unavailable(logger, DatabaseFailure.Describe(exception));
            context.HttpContext.Response.Headers.RetryAfter = "1";
            return RealtimeProblems.Unavailable();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4402, LogLevel.Warning, "A request failed because the database does not answer ({Reason}).", EventName = "DatabaseUnavailable")]
        public static partial void Unavailable(ILogger logger, string reason);
    }
}
