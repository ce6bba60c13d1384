using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Realtime.OfflineDelivery.Attachments.Content;
using Realtime.OfflineDelivery.Http;
using Realtime.ServiceDefaults.Http;
using Realtime.ServiceDefaults.Security;

namespace Realtime.OfflineDelivery.Attachments.Uploads;

/// <summary>Uploads that survive their connections: tus 1.0.0, core protocol with creation, expiration and termination.</summary>
internal sealed class ResumableUpload(
    UploadRules rules,
    UploadReceiver receiver,
    UploadFinisher finisher,
    FileCatalog catalog,
    IFileContent content,
    AttachmentMetrics metrics,
    IOptions<AttachmentOptions> options,
    TimeProvider time)
{
    public async Task<IResult> CreateAsync(HttpContext context)
    {
        if (TusProtocol.Greet(context) is { } refusal)
        {
            return refusal;
        }

        if (TusProtocol.ReadNumber(context.Request, TusProtocol.LengthHeader) is not { } size)
        {
            return Fields.Invalid(TusProtocol.LengthHeader, "must say how many bytes will come.");
        }

        if (TusProtocol.ReadMetadata(context.Request.Headers[TusProtocol.MetadataHeader].ToString()) is not { } metadata)
        {
            return Fields.Invalid(TusProtocol.MetadataHeader, "must be pairs of a key and a base64 value, separated by commas.");
        }

        var (upload, fault) = rules.Check(context.GetAccessToken()!, Describe(size, metadata));
        if (upload is null)
        {
            return fault!;
        }

        var expiresAt = time.GetUtcNow() + options.Value.ResumeTime;
        if (await catalog.CreateAsync(upload, expiresAt, context.RequestAborted) is { } used)
        {
            return UploadProblems.QuotaExceeded(used, options.Value.QuotaBytes, options.Value.QuotaFiles);
        }

        if (size == 0)
        {
            await using var writer = await content.OpenAsync(upload.Id, context.RequestAborted);
            var (_, mismatch) = await finisher.FinishAsync(upload.Id, 0, writer!, null, upload.Sha256);
            if (mismatch is not null)
            {
                return mismatch;
            }
        }

        context.Response.Headers.Location = StoredFile.PathOf(upload.Id);
        TusProtocol.Expires(context.Response, expiresAt);
        return TypedResults.StatusCode(StatusCodes.Status201Created);
    }

    /// <summary>How far the upload is; one whose bytes are all there is finished.</summary>
    public async Task<IResult> TellAsync(Guid id, HttpContext context)
    {
        if (TusProtocol.Greet(context) is { } refusal)
        {
            return refusal;
        }

        if (await FindAsync(id, context) is not { Size: { } size } upload)
        {
            return UploadProblems.NoSuchUpload();
        }

        if (upload.CompletedAt is null && upload.Received == size)
        {
            // The request with the last bytes did not end well, and the client has nothing more to send.
            await using var writer = await content.OpenAsync(id, context.RequestAborted);
            if (writer is null)
            {
                return UploadProblems.Busy();
            }

            var (file, fault) = await finisher.FinishAsync(id, size, writer, null, upload.Sha256);
            if (file is null)
            {
                return fault!;
            }

            upload = file;
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers[TusProtocol.OffsetHeader] = TusProtocol.Number(upload.Received);
        context.Response.Headers[TusProtocol.LengthHeader] = TusProtocol.Number(size);
        TusProtocol.Expires(context.Response, upload.ExpiresAt);
        return TypedResults.Ok();
    }

    public async Task<IResult> AppendAsync(Guid id, HttpContext context)
    {
        if (TusProtocol.Greet(context) is { } refusal)
        {
            return refusal;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        if (context.Request.ContentType != TusProtocol.ContentType)
        {
            return RealtimeProblems.Result(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", $"Content-Type must be {TusProtocol.ContentType}.");
        }

        if (TusProtocol.ReadNumber(context.Request, TusProtocol.OffsetHeader) is not { } offset)
        {
            return Fields.Invalid(TusProtocol.OffsetHeader, "must say where the bytes belong.");
        }

        if (await FindAsync(id, context) is not { Size: { } size } upload)
        {
            return UploadProblems.NoSuchUpload();
        }

        if (offset != upload.Received)
        {
            return UploadProblems.WrongOffset(upload.Received);
        }

        if (upload.CompletedAt is not null)
        {
            return Progress(context, upload.Received, upload.ExpiresAt);
        }

        return context.Request.ContentLength > size - offset ? UploadProblems.TooLarge(size) : await AppendAsync(upload, size, context);
    }

    private async Task<IResult> AppendAsync(StoredFile upload, long size, HttpContext context)
    {
        await using var writer = await content.OpenAsync(upload.Id, context.RequestAborted);
        if (writer is null)
        {
            return UploadProblems.Busy();
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var reception = await receiver.ReceiveAsync(upload.Id, upload.Received, size, options.Value.ResumeTime, writer, context.Request.Body, hash, context.RequestAborted);
        metrics.Received(reception.Position - upload.Received);
        switch (reception.End)
        {
            case ReceptionEnd.Conflict:
                return UploadProblems.WrongOffset((await catalog.FindAsync(upload.Id, context.RequestAborted))?.Received ?? 0);
            case ReceptionEnd.Missing:
                content.Delete(upload.Id);
                return UploadProblems.NoSuchUpload();
            case ReceptionEnd.QuotaExceeded:
                return UploadProblems.QuotaExceeded(null, options.Value.QuotaBytes, options.Value.QuotaFiles);
            case ReceptionEnd.TooLarge:
                return UploadProblems.TooLarge(size);
        }

        if (reception.Position == size)
        {
            var (file, fault) = await finisher.FinishAsync(upload.Id, size, writer, upload.Received == 0 ? hash : null, upload.Sha256);
            if (file is null)
            {
                return fault!;
            }

            context.Response.Headers[Digests.Header] = Digests.Write(file.Sha256!);
            return Progress(context, size, file.ExpiresAt);
        }

        return Progress(context, reception.Position, time.GetUtcNow() + options.Value.ResumeTime);
    }

    /// <summary>Uploads are their owner's; to everybody else they do not exist.</summary>
    private async Task<StoredFile?> FindAsync(Guid id, HttpContext context) =>
        await catalog.FindAsync(id, context.RequestAborted) is { } file && RoomRules.IsSelf(context.GetAccessToken()!, file.Owner) ? file : null;

    private static NoContent Progress(HttpContext context, long offset, DateTimeOffset expiresAt)
    {
        context.Response.Headers[TusProtocol.OffsetHeader] = TusProtocol.Number(offset);
        TusProtocol.Expires(context.Response, expiresAt);
        return TypedResults.NoContent();
    }

    private static UploadDescription Describe(long size, IReadOnlyDictionary<string, string> metadata) => new()
    {
        Name = metadata.GetValueOrDefault("filename"),
        Type = metadata.GetValueOrDefault("filetype"),
        Size = size,
        Sha256Text = metadata.GetValueOrDefault("sha256"),
        Room = metadata.GetValueOrDefault("room"),
        UserId = metadata.GetValueOrDefault("user_id"),
    };
}
