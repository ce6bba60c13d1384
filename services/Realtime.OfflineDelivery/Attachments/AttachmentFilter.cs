using Npgsql;
using Realtime.OfflineDelivery.Attachments.Content;
using Realtime.OfflineDelivery.Attachments.Uploads;
using Realtime.ServiceDefaults.Http;

namespace Realtime.OfflineDelivery.Attachments;

/// <summary>A full disk is 507, a folder that cannot be used is 503.</summary>
internal sealed partial class AttachmentFilter(ILogger<AttachmentFilter> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (exception is StorageFullException or PostgresException { SqlState: PostgresErrorCodes.DiskFull })
        {
            Log.StorageFull(logger);
            return UploadProblems.StorageFull();
        }
        catch (ContentUnavailableException exception)
        {
            Log.Unavailable(logger, (exception.InnerException ?? exception).GetType().Name);
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
