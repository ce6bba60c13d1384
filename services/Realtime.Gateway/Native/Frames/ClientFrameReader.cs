using System.Text.Json;
using Realtime.Messaging;

namespace Realtime.Gateway.Native.Frames;

/// <summary>Reads the envelope of a client frame in one pass and without a document; <c>data</c> is validated and left as it is.</summary>
internal static class ClientFrameReader
{
    public const int MaxMessageIdLength = 64;

    public static FrameReadResult Read(ReadOnlyMemory<byte> payload, int maxDepth, out ClientFrame frame)
    {
        frame = default;
        try
        {
            return ReadObject(payload, maxDepth, ref frame);
        }
        catch (JsonException)
        {
            return FrameReadResult.NotJson;
        }
        catch (InvalidOperationException)
        {
            // A string that is JSON by its grammar, but no text: half a surrogate pair.
            return FrameReadResult.NotJson;
        }
    }

    private static FrameReadResult ReadObject(ReadOnlyMemory<byte> payload, int maxDepth, ref ClientFrame frame)
    {
        var reader = new Utf8JsonReader(payload.Span, new JsonReaderOptions { MaxDepth = maxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            Drain(ref reader);
            return FrameReadResult.NotAnObject;
        }

        var result = FrameReadResult.Ok;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                ReadType(ref reader, ref frame);
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                frame.Data = ReadRaw(ref reader, payload);
            }
            else if (reader.ValueTextEquals("message_id"u8))
            {
                if (!ReadMessageId(ref reader, ref frame))
                {
                    result = FrameReadResult.MessageIdInvalid;
                }
            }
            else if (reader.ValueTextEquals("ack"u8))
            {
                reader.Read();
                frame.WantsAck = reader.TokenType == JsonTokenType.True;
                reader.Skip();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        Drain(ref reader);
        return Judge(result, in frame);
    }

    private static FrameReadResult Judge(FrameReadResult result, in ClientFrame frame)
    {
        if (result != FrameReadResult.Ok)
        {
            return result;
        }

        if (frame.Type.IsEmpty)
        {
            return FrameReadResult.TypeMissing;
        }

        return frame is { WantsAck: true, MessageId: null } ? FrameReadResult.AckWithoutMessageId : FrameReadResult.Ok;
    }

    private static void ReadType(ref Utf8JsonReader reader, ref ClientFrame frame)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            frame.Type = default;
            return;
        }

        frame.Type = reader.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
    }

    private static bool ReadMessageId(ref Utf8JsonReader reader, ref ClientFrame frame)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > MaxMessageIdLength * 6)
        {
            reader.Skip();
            return false;
        }

        var id = reader.GetString()!;
        if (!MessageIds.IsValid(id))
        {
            return false;
        }

        frame.MessageId = id;
        return true;
    }

    internal static ReadOnlyMemory<byte> ReadRaw(ref Utf8JsonReader reader, ReadOnlyMemory<byte> payload)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return payload[start..(int)reader.BytesConsumed];
    }

    private static void Drain(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
        }
    }
}
