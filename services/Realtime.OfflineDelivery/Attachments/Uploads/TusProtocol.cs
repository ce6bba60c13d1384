using System.Globalization;
using System.Text;
using Realtime.ServiceDefaults.Http;

namespace Realtime.OfflineDelivery.Attachments.Uploads;

/// <summary>Headers of the tus resumable upload protocol 1.0.0, <see href="https://tus.io/protocols/resumable-upload"/>.</summary>
internal static class TusProtocol
{
    public const string Version = "1.0.0";
    public const string VersionHeader = "Tus-Resumable";
    public const string LengthHeader = "Upload-Length";
    public const string OffsetHeader = "Upload-Offset";
    public const string MetadataHeader = "Upload-Metadata";
    public const string ExpiresHeader = "Upload-Expires";
    public const string ContentType = "application/offset+octet-stream";
    private const string Extensions = "creation,expiration,termination";
    private const int MaxMetadata = 4096;

    public static bool IsSpokenBy(HttpRequest request) => request.Headers.ContainsKey(VersionHeader);

    /// <summary>Every answer names the version; a request that does not ask for this one is refused.</summary>
    public static IResult? Greet(HttpContext context)
    {
        context.Response.Headers[VersionHeader] = Version;
        if (context.Request.Headers[VersionHeader].ToString() == Version)
        {
            return null;
        }

        context.Response.Headers["Tus-Version"] = Version;
        return RealtimeProblems.Result(StatusCodes.Status412PreconditionFailed, "tus_version", $"{VersionHeader} must be {Version}.");
    }

    public static void Describe(HttpResponse response, long maxSize)
    {
        response.Headers[VersionHeader] = Version;
        response.Headers["Tus-Version"] = Version;
        response.Headers["Tus-Extension"] = Extensions;
        response.Headers["Tus-Max-Size"] = Number(maxSize);
    }

    public static void Expires(HttpResponse response, DateTimeOffset at) => response.Headers[ExpiresHeader] = at.ToString("R", CultureInfo.InvariantCulture);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A count of bytes in a header; null when it is none.</summary>
    public static long? ReadNumber(HttpRequest request, string header) =>
        long.TryParse(request.Headers[header].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>Pairs of a key and a base64 value; null when they cannot be read.</summary>
    public static IReadOnlyDictionary<string, string>? ReadMetadata(string header)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (header.Length > MaxMetadata)
        {
            return null;
        }

        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split(' ');
            var bytes = new byte[parts.Length > 1 ? parts[1].Length : 0];
            if (parts.Length > 2 || (parts.Length == 2 && !Convert.TryFromBase64String(parts[1], bytes, out _)))
            {
                return null;
            }

            var length = 0;
            if (parts.Length == 2)
            {
                Convert.TryFromBase64String(parts[1], bytes, out length);
            }

            try
            {
                if (!found.TryAdd(parts[0], new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length)))
                {
                    return null;
                }
            }
            catch (DecoderFallbackException)
            {
                return null;
            }
        }

        return found;
    }
}
