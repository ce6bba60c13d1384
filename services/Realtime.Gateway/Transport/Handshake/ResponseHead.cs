using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Realtime.Gateway.Framing;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Gateway.Transport.Handshake;

/// <summary>The answers of the socket listener, as bytes ready to send (an unframed run of bytes in a frame's clothes, for the same transport).</summary>
internal static class ResponseHead
{
    public static OutboundFrame Switching(UpgradeOutcome outcome)
    {
        var head = new StringBuilder(320);
        head.Append("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ")
            .Append(WebSocketHandshake.Accept(outcome.Request.GetHeader("Sec-WebSocket-Key")!));
        Append(head, "Sec-WebSocket-Protocol", outcome.Decision.Subprotocol);
        Append(head, "Sec-WebSocket-Extensions", outcome.Extensions);
        Append(head, RequestIds.HeaderName, outcome.Request.RequestId);
        return OutboundFrame.Raw(Encoding.Latin1.GetBytes(head.Append("\r\n\r\n").ToString()), []);
    }

    public static OutboundFrame Refusal(UpgradeOutcome outcome)
    {
        var decision = outcome.Decision;
        var head = new StringBuilder(256);
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {decision.Status} {ReasonPhrases.GetReasonPhrase(decision.Status)}");
        Append(head, "Content-Type", decision.ContentType);
        Append(head, "Content-Length", decision.Body.Length.ToString(CultureInfo.InvariantCulture));
        Append(head, RequestIds.HeaderName, outcome.Request.RequestId);
        foreach (var (name, value) in decision.Headers)
        {
            Append(head, name, value);
        }

        Append(head, "Connection", "close");
        return OutboundFrame.Raw(Encoding.Latin1.GetBytes(head.Append("\r\n\r\n").ToString()), decision.Body.Span);
    }

    private static void Append(StringBuilder head, string name, string? value)
    {
        if (value is not null)
        {
            head.Append("\r\n").Append(name).Append(": ").Append(value);
        }
    }
}
