using Realtime.ServiceDefaults.ApiDocument;

namespace Realtime.OfflineDelivery.Attachments;

/// <summary>What the API description says about the files' routes, which read their bodies by hand.</summary>
internal static class AttachmentDocumentation
{
    private const string Id = "5f3f0a527a5b4b3f9d0e2f6f1f7c9d11";
    private const string NoFile = "There is no such file, or it was not sent to you.";
    private const string NoUpload = "There is no such upload of yours; it may have expired.";
    private const string Bytes = "application/octet-stream";

    private static readonly FileAnswer Answer = new(
        new FileReference(Id, "plan.pdf", "application/pdf", 48_213, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "/api/v1/files/" + Id),
        new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.Zero));

    public static void Describe(ApiOperation operation) => operation
        .ReturnsNothing("The headers Tus-Version, Tus-Extension and Tus-Max-Size say it.");

    public static void Upload(ApiOperation operation) => operation
        .Description("The body is the content. With Tus-Resumable: 1.0.0 there is none: Upload-Length and Upload-Metadata begin an upload, and Location says where its bytes go.")
        .Parameter("filename", "The file's name.", "plan.pdf", "query")
        .Parameter("sha256", "Checksum in hexadecimal, verified when given.", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "query")
        .Parameter("room", "Who may read it: the readers of a room.", "room:lobby", "query")
        .Parameter("user_id", "Who may read it: a user.", "ada", "query")
        .TakesText(Bytes, "%PDF-1.7 …")
        .Returns("The file is kept; data.file of a message of type file carries its reference.", Answer, StatusCodes.Status201Created)
        .Fails(400, "invalid_input", "room is no room name.")
        .Fails(403, "quota_exceeded", "Your files may take 1073741824 bytes, and be 1000 in number; delete some, or wait until they expire.")
        .Fails(412, "tus_version", "Tus-Resumable must be 1.0.0.")
        .Fails(413, "file_too_large", "The file is larger than 268435456 bytes.")
        .Fails(415, "type_not_allowed", "Files of type 'application/x-msdownload' are not accepted.")
        .Fails(422, "checksum_mismatch", "The content is not what its SHA-256 promised; nothing was kept.")
        .Fails(507, "storage_full", "There is no room for files at the moment.");

    public static void Append(ApiOperation operation) => One(operation, NoUpload)
        .Description("tus 1.0.0: HEAD tells the offset to go on from.")
        .Parameter("Upload-Offset", "Where these bytes begin.", "1048576", "header")
        .Parameter("Tus-Resumable", "The version of tus.", "1.0.0", "header")
        .TakesText("application/offset+octet-stream", "…")
        .ReturnsNothing("They are kept; Upload-Offset says how far it is.")
        .Fails(409, "wrong_offset", "The upload goes on at offset 2097152.")
        .Fails(412, "tus_version", "Tus-Resumable must be 1.0.0.")
        .Fails(413, "file_too_large", "The file is larger than 3145728 bytes.")
        .Fails(422, "checksum_mismatch", "The content is not what its SHA-256 promised; nothing was kept.")
        .Fails(423, "upload_busy", "Another request is writing to this upload.")
        .Fails(507, "storage_full", "There is no room for files at the moment.");

    public static void Download(ApiOperation operation) => One(operation, NoFile)
        .Description("Always as an attachment. For a resumable upload HEAD with Tus-Resumable tells its Upload-Offset.")
        .Parameter("Range", "A part of it.", "bytes=0-1023", "header")
        .ReturnsText("The content.", Bytes, "%PDF-1.7 …")
        .ReturnsNothing("The part that was asked for.", StatusCodes.Status206PartialContent)
        .ReturnsNothing("It is as the If-None-Match of the request has it.", StatusCodes.Status304NotModified)
        .Fails(416, "range_not_satisfiable", "The file has 48213 bytes.");

    public static void Info(ApiOperation operation) => One(operation, NoFile).Returns("As the upload was answered.", Answer);

    public static void Delete(ApiOperation operation) => One(operation, NoUpload)
        .Description("By its owner, or with realtime.admin.")
        .ReturnsNothing("It is gone.");

    private static ApiOperation One(ApiOperation operation, string missing) => operation
        .Parameter("id", "The file's id.", "5f3f0a52-7a5b-4b3f-9d0e-2f6f1f7c9d11")
        .Fails(404, "not_found", missing);
}
