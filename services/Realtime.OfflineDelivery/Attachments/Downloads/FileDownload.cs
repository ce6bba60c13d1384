using System.Net.Sockets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Npgsql;
using Realtime.OfflineDelivery.Attachments.Content;
using Realtime.OfflineDelivery.Attachments.Uploads;
using Realtime.ServiceDefaults.Http;
using Realtime.ServiceDefaults.Security;

namespace Realtime.OfflineDelivery.Attachments.Downloads;

/// <summary>Reads a file, whole or in part, and what is known about it.</summary>
internal sealed partial class FileDownload(FileCatalog catalog, FileRights rights, IFileContent content, AttachmentMetrics metrics, ILoggerFactory loggers)
{
    public async Task<IResult> GetAsync(Guid id, HttpContext context)
    {
        if (await FindAsync(id, context) is not { } file)
        {
            return NotFound();
        }

        // Whatever it is, it is for saving: no browser shall run it, or guess what it might be.
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        // May be kept, but asked about each time: rights end.
        headers.CacheControl = "private, no-cache";
        headers[Digests.Header] = Digests.Write(file.Sha256!);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(file.Sha256!)}\"");
        if (IsBeyond(context.Request, file.Size!.Value, tag))
        {
            headers.ContentRange = $"bytes */{file.Size}";
            return RealtimeProblems.Result(StatusCodes.Status416RangeNotSatisfiable, "range_not_satisfiable", $"The file has {file.Size} bytes.");
        }

        metrics.Downloaded(context.Request.Headers.Range.Count > 0);
        var result = TypedResults.Stream(content.Read(file.Id, file.Size.Value), file.Type, file.Name, file.CompletedAt, tag, enableRangeProcessing: true);
        return new Guarded(result, loggers.CreateLogger<FileDownload>());
    }

    public async Task<IResult> DescribeAsync(Guid id, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return await FindAsync(id, context) is { } file ? TypedResults.Json(FileAnswer.Of(file), AttachmentJsonContext.Default.FileAnswer) : NotFound();
    }

    /// <summary>A file that is whole and that the caller may read: whether another one exists is not told.</summary>
    private async Task<StoredFile?> FindAsync(Guid id, HttpContext context) =>
        await catalog.FindAsync(id, context.RequestAborted) is { CompletedAt: not null } file && await rights.MayReadAsync(context.GetAccessToken()!, file, context.RequestAborted) ? file : null;

    private static ProblemHttpResult NotFound() => RealtimeProblems.NotFound("There is no such file, or it was not sent to you.");

    /// <summary>Whether the one range asked for begins after the end; the framework would answer 416 without saying why.</summary>
    private static bool IsBeyond(HttpRequest request, long size, EntityTagHeaderValue tag)
    {
        var condition = request.Headers.IfRange.ToString();
        return (condition.Length == 0 || condition == tag.ToString())
            && request.Headers.IfNoneMatch.Count == 0
            && RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var range)
            && range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)
            && range.Ranges is { Count: 1 } ranges
            && ranges.First() is var one
            && (one.From >= size || (one.From is null && (one.To == 0 || size == 0)));
    }

    private sealed partial class Guarded(IResult inner, ILogger logger) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            try
            {
                await inner.ExecuteAsync(httpContext);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or SocketException or EndOfStreamException or IOException && !httpContext.RequestAborted.IsCancellationRequested)
            {
                Log.Broken(logger, (exception as PostgresException)?.SqlState ?? exception.GetType().Name);
                if (httpContext.Response.HasStarted)
                {
                    // Cut short, so that the client does not take it for the whole file.
                    httpContext.Abort();
                    return;
                }

                httpContext.Response.Clear();
                await RealtimeProblems.Unavailable().ExecuteAsync(httpContext);
            }
        }

        private static partial class Log
        {
            [LoggerMessage(5213, LogLevel.Warning, "A file could not be read to its end ({Reason}).", EventName = "DownloadBroken")]
            public static partial void Broken(ILogger logger, string reason);
        }
    }
}
