using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Realtime.Gateway.Protocol;

/// <summary>RFC 9457 problem details that also carry the keys the seed clients read: code, message, error.</summary>
internal static class ProblemBody
{
    public const string ContentType = "application/problem+json";

    public static byte[] Create(int status, string code, string message)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("status", status);
            json.WriteString("detail", message);
            json.WriteString("code", code);
            json.WriteString("message", message);
            json.WriteString("error", message);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
