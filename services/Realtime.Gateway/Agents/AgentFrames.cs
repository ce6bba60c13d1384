using System.Text.Json;
using Realtime.Gateway.Framing;

namespace Realtime.Gateway.Agents;

/// <summary>The envelope <c>{"type","payload"}</c> of protocol <c>json.v1</c>.</summary>
internal static class AgentFrames
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static OutboundFrame Ready() => OutboundFrame.Text("""{"type":"ready"}"""u8);

    /// <summary>An event whose payload is passed on as it is.</summary>
    public static OutboundFrame Event(ReadOnlySpan<byte> payload)
    {
        using var output = new FrameBuilder(payload.Length + 32);
        output.Append("""{"type":"event","payload":"""u8);
        output.Append(payload);
        output.Append("}"u8);
        return output.BuildText();
    }

    public static OutboundFrame Error(string code, string message, string? details = null)
    {
        using var output = new FrameBuilder();
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        json.WriteStartObject("payload"u8);
        json.WriteString("code"u8, code);
        json.WriteString("message"u8, message);
        if (details is not null)
        {
            json.WriteString("details"u8, details);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return output.BuildText();
    }
}
