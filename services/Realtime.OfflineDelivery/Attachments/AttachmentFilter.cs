using System.Net.Sockets;
using Npgsql;
using Realtime.OfflineDelivery.Attachments.Content;
using Realtime.OfflineDelivery.Attachments.Uploads;
using Realtime.OfflineDelivery.Data;
using Realtime.ServiceDefaults.Http;

namespace Realtime.OfflineDelivery.Attachments;

/// <summary>A full disk is 507, a database or folder that cannot be used is 503.</summary>
internal sealed partial class AttachmentFilter(DatabaseGate gate, ILogger<AttachmentFilter> logger) : IEndpointFilter
{
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
        catch (Exception exception) when (exception is StorageFullException or PostgresException { SqlState: PostgresErrorCodes.DiskFull })
        {
            Log.StorageFull(logger);
            return UploadProblems.StorageFull();
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or SocketException or ContentUnavailableException)
        {
            Log.Unavailable(logger, (exception as PostgresException)?.SqlState ?? (exception.InnerException ?? exception).GetType().Name);
            return RealtimeProblems.Unavailable();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5214, LogLevel.Error, "There is no room for files.", EventName = "FileStorageFull")]
        public static partial void StorageFull(ILogger logger);

        [LoggerMessage(5215, LogLevel.Warning, "A request for files could not be answered ({Reason}).", EventName = "FilesUnavailable")]
        public static partial void Unavailable(ILogger logger, string reason);
    }
}
