using System.Security.Cryptography;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.Transport.Warmup;

/// <summary>The gateway's own sockets, before it is ready: each message is published to their room and echoed. Behind a path that nobody else knows.</summary>
internal sealed class WarmupAdapter(ConnectionHub hub, WarmupState state) : IProtocolAdapter
{
    private const string Room = "warm-up";

    public string Name => "warm-up";

    public EndpointSettings Settings { get; } = new() { SlowConsumer = SlowConsumerPolicy.DropOldest };

    public string Path { get; } = "/warm-up/" + RandomNumberGenerator.GetHexString(32);

    public bool TryMatch(UpgradeRequest request) => !state.IsDone && request.Path == Path;

    public ValueTask<UpgradeDecision> AuthorizeAsync(UpgradeRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(UpgradeDecision.Accept());

    public void OnOpened(ClientConnection connection) => hub.Join(connection, Room);

    public void OnMessage(ClientConnection connection, ReadOnlyMemory<byte> payload, MessageKind kind)
    {
        hub.Publish(new RoomMessage { Target = Room, Type = Name, Data = payload, ExcludeConnection = connection });
        using var echo = OutboundFrame.Text(payload.Span);
        connection.TrySend(echo);
    }

    public OutboundFrame? Encode(RoomMessage message) => OutboundFrame.Text(message.Data.Span);
}
