using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using Realtime.ServiceDefaults.Http;

namespace Realtime.ServiceDefaults.Databases;

/// <summary>Without its database a service answers 503 instead of waiting or failing.</summary>
public sealed partial class DatabaseFilter(DatabaseGate gate, ILogger<DatabaseFilter> logger) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (!gate.IsOpen)
        {
            return RealtimeProblems.Unavailable();
        }

        try
        {
            return await next(context);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or SocketException)
        {
            Log.Unavailable(logger, (exception as PostgresException)?.SqlState ?? exception.GetType().Name);
            return RealtimeProblems.Unavailable();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9060, LogLevel.Warning, "A request could not be answered from the database ({Reason}).", EventName = "DatabaseUnavailable")]
        public static partial void Unavailable(ILogger logger, string reason);
    }
}
