using System.Buffers.Binary;
using System.Text;

namespace Realtime.Operations.Tests.Stack;

/// <summary>Reads the spans of an OTLP request (protobuf), with the fields that the tests look at.</summary>
internal static class OtlpTraces
{
    public static IEnumerable<Span> Read(byte[] request)
    {
        foreach (var resourceSpans in Fields(request).Where(static field => field.Number == 1))
        {
            var service = "";
            foreach (var resource in Fields(resourceSpans.Bytes).Where(static field => field.Number == 1))
            {
                service = Attributes(resource.Bytes, 1).GetValueOrDefault("service.name", "");
            }

            foreach (var span in Fields(resourceSpans.Bytes).Where(static field => field.Number == 2).SelectMany(static scope => Fields(scope.Bytes)).Where(static field => field.Number == 2))
            {
                yield return ReadSpan(service, span.Bytes);
            }
        }
    }

    private static Span ReadSpan(string service, ReadOnlyMemory<byte> span)
    {
        var fields = Fields(span).ToLookup(static field => field.Number, static field => field.Bytes);
        var parent = Convert.ToHexStringLower(fields[4].FirstOrDefault().Span);
        return new Span(
            service,
            Convert.ToHexStringLower(fields[1].Single().Span),
            Convert.ToHexStringLower(fields[2].Single().Span),
            parent.Length == 0 ? null : parent,
            Encoding.UTF8.GetString(fields[5].Single().Span),
            Attributes(span, 9));
    }

    private static Dictionary<string, string> Attributes(ReadOnlyMemory<byte> message, int number)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in Fields(message).Where(field => field.Number == number))
        {
            var pair = Fields(attribute.Bytes).ToLookup(static field => field.Number, static field => field.Bytes);
            var text = pair[2].SelectMany(static value => Fields(value)).FirstOrDefault(static value => value.Number == 1).Bytes;
            attributes[Encoding.UTF8.GetString(pair[1].Single().Span)] = Encoding.UTF8.GetString(text.Span);
        }

        return attributes;
    }

    private static List<(int Number, ReadOnlyMemory<byte> Bytes)> Fields(ReadOnlyMemory<byte> message)
    {
        var fields = new List<(int, ReadOnlyMemory<byte>)>();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message.Span, ref at);
            switch (key & 7)
            {
                case 0:
                    Varint(message.Span, ref at);
                    break;
                case 1:
                    _ = BinaryPrimitives.ReadUInt64LittleEndian(message.Span[at..]);
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message.Span, ref at);
                    fields.Add(((int)(key >> 3), message.Slice(at, length)));
                    at += length;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException("This is no protobuf message.");
            }
        }

        return fields;
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
