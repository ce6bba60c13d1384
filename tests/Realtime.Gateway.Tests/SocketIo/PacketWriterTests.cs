using System.Text;
using Realtime.Gateway.Framing;
using Realtime.Gateway.SocketIo.Engine;
using Realtime.Gateway.SocketIo.Packets;

namespace Realtime.Gateway.Tests.SocketIo;

public sealed class PacketWriterTests
{
    [Fact]
    public void Connected_MainNamespaceWithoutRecovery_HasOnlyTheSid() =>
        Messages(PacketWriter.Connected("/", "s1", null)).ShouldBe(["40{\"sid\":\"s1\"}"]);

    [Fact]
    public void Connected_WithRecovery_HasThePid() =>
        Messages(PacketWriter.Connected("/user", "s1", "p1")).ShouldBe(["40/user,{\"sid\":\"s1\",\"pid\":\"p1\"}"]);

    [Fact]
    public void Refused_UnknownNamespace_IsAConnectError() =>
        Messages(PacketWriter.Refused("/nope", "Invalid namespace")).ShouldBe(["44/nope,{\"message\":\"Invalid namespace\"}"]);

    [Fact]
    public void Disconnected_Namespace_IsNamed() => Messages(PacketWriter.Disconnected("/user")).ShouldBe(["41/user,"]);

    [Fact]
    public void Event_WithOffset_AppendsIt() =>
        Messages(PacketWriter.Event("/user", "vendor_sync", "{\"id\":\"v1\"}"u8, "a.5")).ShouldBe(["42/user,[\"vendor_sync\",{\"id\":\"v1\"},\"a.5\"]"]);

    [Fact]
    public void Array_AckWithAttachments_CountsThemAndSendsThemBehind() =>
        Messages(PacketWriter.Array(PacketType.Ack, "/", 789, "[{\"_placeholder\":true,\"num\":0}]"u8, [new byte[] { 7, 8 }]))
            .ShouldBe(["461-789[{\"_placeholder\":true,\"num\":0}]", "bytes:7,8"]);

    [Fact]
    public void Ack_Value_HasTheId() => Messages(PacketWriter.Ack("/x", 456, "1"u8)).ShouldBe(["43/x,456[1]"]);

    private static List<string> Messages(OutboundFrame frame)
    {
        using (frame)
        {
            var messages = new List<string>();
            var bytes = frame.Bytes;
            while (WireFrames.TryRead(ref bytes, out var opcode, out var payload))
            {
                messages.Add(opcode == Opcode.Text ? Encoding.UTF8.GetString(payload) : "bytes:" + string.Join(',', payload.ToArray()));
            }

            return messages;
        }
    }
}
