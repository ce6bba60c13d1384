using Realtime.ServiceDefaults.Http;

namespace Realtime.OfflineDelivery.Attachments.Uploads;

/// <summary>Why an upload is refused.</summary>
internal static class UploadProblems
{
    public static IResult TooLarge(long limit) => RealtimeProblems.Result(
        StatusCodes.Status413PayloadTooLarge, "file_too_large", $"The file is larger than {limit} bytes.", new Dictionary<string, object?> { ["max_bytes"] = limit });

    public static IResult TypeNotAllowed(string type, IEnumerable<string> allowed) => RealtimeProblems.Result(
        StatusCodes.Status415UnsupportedMediaType, "type_not_allowed", $"Files of type '{type}' are not accepted.", new Dictionary<string, object?> { ["field"] = "filetype", ["allowed"] = allowed.ToArray() });

    public static IResult QuotaExceeded(long? used, long quota, long files) => RealtimeProblems.Result(
        StatusCodes.Status403Forbidden,
        "quota_exceeded",
        $"Your files may take {quota} bytes, and be {files} in number; delete some, or wait until they expire.",
        new Dictionary<string, object?> { ["quota_bytes"] = quota, ["quota_files"] = files, ["used_bytes"] = used });

    public static IResult ChecksumMismatch(byte[] expected, byte[] actual) => RealtimeProblems.Result(
        StatusCodes.Status422UnprocessableEntity,
        "checksum_mismatch",
        "The content is not what its SHA-256 promised; nothing was kept.",
        new Dictionary<string, object?> { ["expected"] = Convert.ToHexStringLower(expected), ["actual"] = Convert.ToHexStringLower(actual) });

    public static IResult Incomplete() => RealtimeProblems.BadRequest("The body ended before the file did; nothing was kept.", "incomplete_upload");

    public static IResult NoSuchUpload() => RealtimeProblems.NotFound("There is no such upload of yours; it may have expired.");

    public static IResult WrongOffset(long offset) => RealtimeProblems.Result(
        StatusCodes.Status409Conflict, "wrong_offset", $"The upload goes on at offset {offset}.", new Dictionary<string, object?> { ["offset"] = offset });

    public static IResult Busy() => RealtimeProblems.Result(StatusCodes.Status423Locked, "upload_busy", "Another request is writing to this upload.");

    public static IResult StorageFull() => RealtimeProblems.Result(StatusCodes.Status507InsufficientStorage, "storage_full", "There is no room for files at the moment.");
}
