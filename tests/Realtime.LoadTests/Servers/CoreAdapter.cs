using System.Text;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Identity;
using Realtime.Gateway.Protocol;

namespace Realtime.LoadTests.Servers;

/// <summary>The socket core without a protocol on top: "s room" subscribes, "p room payload" publishes, "e payload" comes back. Shows what the core alone costs.</summary>
internal sealed class CoreAdapter(ConnectionHub hub) : IProtocolAdapter
{
    public string Name => "core";

    public EndpointSettings Settings { get; } = new() { SlowConsumer = SlowConsumerPolicy.DropOldest, MaxQueuedFrames = 4096 };

    public bool TryMatch(UpgradeRequest request) => request.Path == "/core";

    public ValueTask<UpgradeDecision> AuthorizeAsync(UpgradeRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(UpgradeDecision.Accept(identity: new ConnectionIdentity { UserId = request.GetQuery("user") ?? "anybody" }));

    public void OnOpened(ClientConnection connection) => hub.BindUser(connection, connection.Identity!.UserId);

    public void OnMessage(ClientConnection connection, ReadOnlyMemory<byte> payload, MessageKind kind)
    {
        var text = payload.Span;
        if (text.Length < 2)
        {
            return;
        }

        var rest = payload[2..];
        if (text[0] == (byte)'p')
        {
            var space = rest.Span.IndexOf((byte)' ');
            hub.Publish(new RoomMessage { Target = Encoding.ASCII.GetString(rest.Span[..space]), Type = "m", Data = rest[(space + 1)..], ExcludeConnection = connection });
            return;
        }

        using var answer = text[0] == (byte)'s' ? OutboundFrame.Text("ok"u8) : OutboundFrame.Text(rest.Span);
        if (text[0] == (byte)'s')
        {
            hub.Join(connection, Encoding.ASCII.GetString(rest.Span));
        }

        connection.TrySend(answer);
    }

    public OutboundFrame? Encode(RoomMessage message) => OutboundFrame.Text(message.Data.Span);
}
