using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Realtime.Contracts.Wire;
using Realtime.OfflineDelivery.Attachments.Downloads;
using Realtime.OfflineDelivery.Attachments.Uploads;
using Realtime.OfflineDelivery.Http;
using Realtime.ServiceDefaults.Databases;
using Realtime.ServiceDefaults.Security;

namespace Realtime.OfflineDelivery.Attachments;

/// <summary>Files over HTTP.</summary>
internal static class AttachmentEndpoints
{
    private const string Route = "/api/v1/files";

    public static IEndpointRouteBuilder MapAttachments(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Route, [HttpMethods.Options], Describe).AllowAnonymous().WithTags("files").Describe("DescribeUploads", "What uploads may be, as tus tells it", AttachmentDocumentation.Describe);
        var group = routes.MapGroup(Route).AddEndpointFilter<RouteGroupBuilder, DatabaseFilter>().AddEndpointFilter<RouteGroupBuilder, AttachmentFilter>().RequireAuthorization().WithTags("files");
        group.MapPost("", UploadAsync).DisableAntiforgery().Describe("UploadFile", "Upload a file, or begin a resumable upload", AttachmentDocumentation.Upload);
        group.MapPatch("/{id:guid}", AppendAsync).Describe("AppendToUpload", "Add bytes to a resumable upload", AttachmentDocumentation.Append);
        group.MapMethods("/{id:guid}", [HttpMethods.Get, HttpMethods.Head], DownloadAsync).Describe("GetFile", "The content of a file", AttachmentDocumentation.Download);
        group.MapGet("/{id:guid}/info", static (Guid id, HttpContext context, FileDownload files) => files.DescribeAsync(id, context)).Describe("GetFileInfo", "Name, type, size and checksum of a file", AttachmentDocumentation.Info);
        group.MapDelete("/{id:guid}", DeleteAsync).Describe("DeleteFile", "Remove a file or an upload", AttachmentDocumentation.Delete);
        return routes;
    }

    private static NoContent Describe(HttpContext context, IOptions<AttachmentOptions> options)
    {
        TusProtocol.Describe(context.Response, options.Value.MaxFileBytes);
        return TypedResults.NoContent();
    }

    private static Task<IResult> UploadAsync(HttpContext context, PlainUpload plain, ResumableUpload resumable) =>
        TusProtocol.IsSpokenBy(context.Request) ? resumable.CreateAsync(context) : plain.HandleAsync(context);

    private static Task<IResult> AppendAsync(Guid id, HttpContext context, ResumableUpload resumable) => resumable.AppendAsync(id, context);

    private static Task<IResult> DownloadAsync(Guid id, HttpContext context, FileDownload files, ResumableUpload resumable) =>
        HttpMethods.IsHead(context.Request.Method) && TusProtocol.IsSpokenBy(context.Request) ? resumable.TellAsync(id, context) : files.GetAsync(id, context);

    private static async Task<IResult> DeleteAsync(Guid id, HttpContext context, FileCatalog catalog, FileRemoval removal)
    {
        if (TusProtocol.IsSpokenBy(context.Request) && TusProtocol.Greet(context) is { } refusal)
        {
            return refusal;
        }

        var token = context.GetAccessToken()!;
        if (await catalog.FindAsync(id, context.RequestAborted) is not { } file || !(RoomRules.IsSelf(token, file.Owner) || token.HasScope(Scopes.Admin)))
        {
            return UploadProblems.NoSuchUpload();
        }

        await removal.RemoveAsync(id, CancellationToken.None);
        return TypedResults.NoContent();
    }
}
