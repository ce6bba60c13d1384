using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Realtime.OfflineDelivery.Attachments.Content;
using Realtime.ServiceDefaults.Http;
using Realtime.ServiceDefaults.Security;

namespace Realtime.OfflineDelivery.Attachments.Uploads;

/// <summary>A whole file as the body of one request. It is there when it is answered 201; in every other case nothing of it stays.</summary>
internal sealed class PlainUpload(
    UploadRules rules,
    UploadReceiver receiver,
    UploadFinisher finisher,
    FileCatalog catalog,
    IFileContent content,
    FileRemoval removal,
    AttachmentMetrics metrics,
    IOptions<AttachmentOptions> options,
    TimeProvider time)
{
    public async Task<IResult> HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.HasFormContentType)
        {
            return RealtimeProblems.Result(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Send the file itself as the body, not a form.");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var (upload, fault) = rules.Check(context.GetAccessToken()!, Describe(request));
        if (upload is null)
        {
            return fault!;
        }

        if (await catalog.CreateAsync(upload, time.GetUtcNow() + options.Value.StalledTime, context.RequestAborted) is { } used)
        {
            return QuotaExceeded(used);
        }

        StoredFile? file = null;
        try
        {
            (file, fault) = await ReceiveAsync(upload, context);
        }
        finally
        {
            if (file is null)
            {
                await removal.AbandonAsync(upload.Id);
            }
        }

        if (file is null)
        {
            return fault!;
        }

        context.Response.Headers.Location = file.Path;
        context.Response.Headers[Digests.Header] = Digests.Write(file.Sha256!);
        return TypedResults.Json(FileAnswer.Of(file), AttachmentJsonContext.Default.FileAnswer, statusCode: StatusCodes.Status201Created);
    }

    private async Task<(StoredFile? File, IResult? Fault)> ReceiveAsync(NewUpload upload, HttpContext context)
    {
        await using var writer = await content.OpenAsync(upload.Id, context.RequestAborted);
        if (writer is null)
        {
            return (null, UploadProblems.Busy());
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var end = upload.Size ?? options.Value.MaxFileBytes;
        var reception = await receiver.ReceiveAsync(upload.Id, 0, end, options.Value.StalledTime, writer, context.Request.Body, hash, context.RequestAborted);
        metrics.Received(reception.Position);
        if (reception.End == ReceptionEnd.Whole)
        {
            return await finisher.FinishAsync(upload.Id, reception.Position, writer, hash, upload.Sha256);
        }

        metrics.Uploaded(reception.End switch { ReceptionEnd.Broken => "broken", ReceptionEnd.TooLarge => "too_large", ReceptionEnd.QuotaExceeded => "quota", _ => "expired" });
        return (null, reception.End switch
        {
            ReceptionEnd.Broken => UploadProblems.Incomplete(),
            ReceptionEnd.TooLarge => UploadProblems.TooLarge(options.Value.MaxFileBytes),
            ReceptionEnd.QuotaExceeded => QuotaExceeded(null),
            _ => UploadProblems.NoSuchUpload(),
        });
    }

    private IResult QuotaExceeded(long? used) => UploadProblems.QuotaExceeded(used, options.Value.QuotaBytes, options.Value.QuotaFiles);

    private static UploadDescription Describe(HttpRequest request) => new()
    {
        Name = request.Query["filename"].ToString() is { Length: > 0 } name ? name : NameIn(request.Headers.ContentDisposition.ToString()),
        Type = request.ContentType,
        Size = request.ContentLength,
        Sha256Text = new[] { request.Query["sha256"].ToString(), request.Headers[Digests.Header].ToString(), request.Headers["Content-Digest"].ToString() }.FirstOrDefault(static text => text.Length > 0),
        Room = request.Query["room"],
        UserId = request.Query["user_id"],
    };

    private static string? NameIn(string disposition)
    {
        if (disposition.Length == 0 || !ContentDispositionHeaderValue.TryParse(disposition, out var parsed))
        {
            return null;
        }

        var name = parsed.FileNameStar.HasValue ? parsed.FileNameStar : HeaderUtilities.RemoveQuotes(parsed.FileName);
        return name.HasValue ? name.Value : null;
    }
}
