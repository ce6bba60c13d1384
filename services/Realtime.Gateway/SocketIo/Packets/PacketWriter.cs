using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Realtime.Gateway.Framing;
using Realtime.Gateway.SocketIo.Engine;

namespace Realtime.Gateway.SocketIo.Packets;

/// <summary>Builds packets as frames that start with the Engine.IO type <c>4</c>. The caller disposes them.</summary>
internal static class PacketWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static OutboundFrame Connected(string name, string sid, string? pid)
    {
        using var output = Start(PacketType.Connect, name);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("sid"u8, sid);
        if (pid is not null)
        {
            json.WriteString("pid"u8, pid);
        }

        json.WriteEndObject();
        json.Flush();
        return output.BuildText();
    }

    public static OutboundFrame Refused(string name, string message)
    {
        using var output = Start(PacketType.ConnectError, name);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("message"u8, message);
        json.WriteEndObject();
        json.Flush();
        return output.BuildText();
    }

    public static OutboundFrame Disconnected(string name)
    {
        using var output = Start(PacketType.Disconnect, name);
        return output.BuildText();
    }

    /// <summary>An event with at most one argument, given as raw JSON; <paramref name="offset"/> is the position for connection state recovery.</summary>
    public static OutboundFrame Event(string name, string eventName, ReadOnlySpan<byte> argument, string? offset = null)
    {
        using var output = Start(PacketType.Event, name);
        output.Write("["u8);
        WriteString(output, eventName);
        if (!argument.IsEmpty)
        {
            output.Write(","u8);
            output.Write(argument);
        }

        if (offset is not null)
        {
            output.Write(","u8);
            WriteString(output, offset);
        }

        output.Write("]"u8);
        return output.BuildText();
    }

    /// <summary>An event or acknowledgement given as its raw array, with its attachments behind it in one run of bytes.</summary>
    public static OutboundFrame Array(PacketType type, string name, ulong? ackId, ReadOnlySpan<byte> array, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        using var output = attachments.Count == 0 ? Start(type, name) : StartBinary(type, name, attachments.Count);
        if (ackId is { } id)
        {
            WriteNumber(output, id);
        }

        output.Write(array);
        return attachments.Count == 0 ? output.BuildText() : WithAttachments(output.BuildText(), attachments);
    }

    /// <summary>An acknowledgement with one value, given as raw JSON.</summary>
    public static OutboundFrame Ack(string name, ulong ackId, ReadOnlySpan<byte> value)
    {
        using var output = Start(PacketType.Ack, name);
        WriteNumber(output, ackId);
        output.Write("["u8);
        output.Write(value);
        output.Write("]"u8);
        return output.BuildText();
    }

    private static OutboundFrame WithAttachments(OutboundFrame text, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        var frames = new OutboundFrame[attachments.Count + 1];
        frames[0] = text;
        for (var i = 0; i < attachments.Count; i++)
        {
            frames[i + 1] = OutboundFrame.Binary(attachments[i].Span);
        }

        var joined = OutboundFrame.Join(frames);
        foreach (var frame in frames)
        {
            frame.Dispose();
        }

        return joined;
    }

    private static FrameBuilder Start(PacketType type, string name)
    {
        var output = new FrameBuilder();
        output.Write([(byte)EnginePacketType.Message, (byte)type]);
        WriteNamespace(output, name);
        return output;
    }

    private static FrameBuilder StartBinary(PacketType type, string name, int attachments)
    {
        var output = new FrameBuilder();
        var binaryType = type == PacketType.Event ? PacketType.BinaryEvent : PacketType.BinaryAck;
        output.Write([(byte)EnginePacketType.Message, (byte)binaryType]);
        WriteNumber(output, (ulong)attachments);
        output.Write("-"u8);
        WriteNamespace(output, name);
        return output;
    }

    private static void WriteNamespace(FrameBuilder output, string name)
    {
        if (name != "/")
        {
            Encoding.UTF8.GetBytes(name, output);
            output.Write(","u8);
        }
    }

    private static void WriteNumber(FrameBuilder output, ulong number)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(20), out var written);
        output.Advance(written);
    }

    private static void WriteString(FrameBuilder output, string text)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStringValue(text);
        json.Flush();
    }
}
