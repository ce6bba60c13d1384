using System.Text.Encodings.Web;
using System.Text.Json;
using Realtime.Gateway.Framing;

namespace Realtime.Gateway.Native.Frames;

/// <summary>Writes one server frame into its shared buffer: <see cref="Start(ReadOnlySpan{byte})"/>, then <c>data</c> through <see cref="Json"/>, then an End.</summary>
internal readonly struct ServerFrameWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    private readonly FrameBuilder _builder;

    private ServerFrameWriter(FrameBuilder builder, Utf8JsonWriter json)
    {
        _builder = builder;
        Json = json;
    }

    public Utf8JsonWriter Json { get; }

    public static ServerFrameWriter Start(ReadOnlySpan<byte> type)
    {
        var writer = Begin();
        writer.Json.WriteString("type"u8, type);
        writer.Json.WritePropertyName("data"u8);
        return writer;
    }

    public static ServerFrameWriter Start(string type)
    {
        var writer = Begin();
        writer.Json.WriteString("type"u8, type);
        writer.Json.WritePropertyName("data"u8);
        return writer;
    }

    /// <summary>Ends a frame that the gateway itself says: its own identity, and the request it answers.</summary>
    public OutboundFrame End(DateTimeOffset now, string? replyTo)
    {
        Json.WriteString("timestamp"u8, now.UtcDateTime);
        Json.WriteString("message_id"u8, Guid.CreateVersion7(now));
        if (replyTo is not null)
        {
            Json.WriteString("reply_to"u8, replyTo);
        }

        return Finish();
    }

    public OutboundFrame Finish()
    {
        Json.WriteEndObject();
        Json.Flush();
        return _builder.BuildText();
    }

    private static ServerFrameWriter Begin()
    {
        var builder = new FrameBuilder();
        var json = _json;
        if (json is null)
        {
            _json = json = new Utf8JsonWriter(builder, Options);
        }
        else
        {
            json.Reset(builder);
        }

        json.WriteStartObject();
        return new ServerFrameWriter(builder, json);
    }
}
