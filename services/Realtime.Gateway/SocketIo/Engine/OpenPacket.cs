using System.Text;
using System.Text.Json;

namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>The first packet of a session.</summary>
internal static class OpenPacket
{
    public static EngineMessage For(EngineSession session, SocketIoOptions options)
    {
        var upgrades = session.IsPolling ? "[\"websocket\"]" : "[]";
        var sid = JsonEncodedText.Encode(session.Sid);
        return EngineMessage.Text(Encoding.UTF8.GetBytes(
            $$"""0{"sid":"{{sid}}","upgrades":{{upgrades}},"pingInterval":{{options.PingInterval}},"pingTimeout":{{options.PingTimeout}},"maxPayload":{{options.MaxPayloadBytes}}}"""));
    }
}
