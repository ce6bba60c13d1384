using System.Text;
using Realtime.Gateway.Native.Frames;

namespace Realtime.Gateway.Tests.Native;

public sealed class ClientFrameReaderTests
{
    [Theory]
    [InlineData("""{"type":"ping"}""", FrameReadResult.Ok)]
    [InlineData("""{"type":"ping","message_id":null}""", FrameReadResult.Ok)]
    [InlineData("""{"data":{"type":"x"},"type":"ping","message_id":"1","ack":true,"timestamp":"now","more":[{}]}""", FrameReadResult.Ok)]
    [InlineData("", FrameReadResult.NotJson)]
    [InlineData("not json", FrameReadResult.NotJson)]
    [InlineData("""{"type":"ping"} trailing""", FrameReadResult.NotJson)]
    [InlineData("""{"type":"ping",}""", FrameReadResult.NotJson)]
    [InlineData("""{"type":"ping","data":{"a":}}""", FrameReadResult.NotJson)]
    [InlineData("[]", FrameReadResult.NotAnObject)]
    [InlineData("3", FrameReadResult.NotAnObject)]
    [InlineData("{}", FrameReadResult.TypeMissing)]
    [InlineData("""{"type":3}""", FrameReadResult.TypeMissing)]
    [InlineData("""{"type":{"type":"ping"}}""", FrameReadResult.TypeMissing)]
    [InlineData("""{"type":""}""", FrameReadResult.TypeMissing)]
    [InlineData("""{"type":"ping","message_id":7}""", FrameReadResult.MessageIdInvalid)]
    [InlineData("""{"type":"ping","message_id":""}""", FrameReadResult.MessageIdInvalid)]
    [InlineData("""{"type":"ping","message_id":"a\u0000"}""", FrameReadResult.MessageIdInvalid)]
    [InlineData("""{"type":"ping","ack":true}""", FrameReadResult.AckWithoutMessageId)]
    [InlineData("""{"type":"ping","ack":"true"}""", FrameReadResult.Ok)]
    public void Read_ByInput_SaysWhatIsWrong(string json, object expected) =>
        ClientFrameReader.Read(Encoding.UTF8.GetBytes(json), 32, out _).ShouldBe((FrameReadResult)expected);

    [Theory]
    [InlineData(64, FrameReadResult.Ok)]
    [InlineData(65, FrameReadResult.MessageIdInvalid)]
    public void Read_MessageIdAtItsLimit_IsJudgedByCharacters(int length, object expected)
    {
        var json = $$"""{"type":"ping","message_id":"{{new string('é', length)}}"}""";

        ClientFrameReader.Read(Encoding.UTF8.GetBytes(json), 32, out _).ShouldBe((FrameReadResult)expected);
    }

    [Theory]
    [InlineData(30, FrameReadResult.Ok)]
    [InlineData(32, FrameReadResult.NotJson)]
    public void Read_DeepData_IsRefusedPastTheLimit(int depth, object expected)
    {
        var json = $$"""{"type":"x","data":{{new string('[', depth)}}{{new string(']', depth)}}}""";

        ClientFrameReader.Read(Encoding.UTF8.GetBytes(json), 32, out _).ShouldBe((FrameReadResult)expected);
    }

    [Fact]
    public void Read_Data_IsHandedOnUntouched()
    {
        const string Data = """{ "a" : 1.50, "b":"é\u00e9", "a": [ ] }""";

        ClientFrameReader.Read(Encoding.UTF8.GetBytes($$"""{"type":"x","data":{{Data}},"ack":false}"""), 32, out var frame);

        Encoding.UTF8.GetString(frame.Data.Span).ShouldBe(Data);
    }

    [Fact]
    public void Read_EscapedType_IsUnescaped()
    {
        ClientFrameReader.Read("""{"type":"p\u0069ng"}"""u8.ToArray(), 32, out var frame);

        Encoding.UTF8.GetString(frame.Type).ShouldBe("ping");
    }

    [Fact]
    public void Read_HundredThousandMutatedFrames_NeverThrows()
    {
        var seed = """{"type":"publish","data":{"room":"chat:1","type":"t","data":{"a":[1,2,{"b":null}]}},"message_id":"m","ack":true}"""u8.ToArray();
        var random = new Random(7);
        for (var round = 0; round < 100_000; round++)
        {
            var bytes = seed.ToArray();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var result = ClientFrameReader.Read(bytes.AsMemory(0, random.Next(bytes.Length + 1)), 32, out var frame);
            if (result == FrameReadResult.Ok)
            {
                WalkData(frame.Data);
            }
        }
    }

    private static void WalkData(ReadOnlyMemory<byte> json)
    {
        var data = new DataReader(json);
        while (data.Next())
        {
            if (data.Named("room"u8))
            {
                data.String();
            }
            else
            {
                data.Raw();
            }
        }
    }
}
