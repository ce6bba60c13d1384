using System.Collections.Concurrent;
using System.Text;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Identity;
using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.Tests.Support;

/// <summary>Sends back what it gets; a few text commands ("!join r", "!pub r text", "!close 4403", "!throw", "!receipt 7") reach the rest of the core.</summary>
internal sealed class EchoAdapter(ConnectionHub hub) : IProtocolAdapter
{
    public string Name => "echo";

    public EndpointSettings Settings { get; set; } = EndpointSettings.Default;

    public Func<UpgradeRequest, CancellationToken, ValueTask<UpgradeDecision>>? OnAuthorize { get; set; }

    public ConcurrentQueue<ClientConnection> Opened { get; } = new();

    public ConcurrentQueue<(ClientConnection Connection, CloseInfo Close)> Closed { get; } = new();

    public ConcurrentQueue<long> Receipts { get; } = new();

    public ConcurrentQueue<UpgradeRequest> Requests { get; } = new();

    public int Encoded;

    public bool TryMatch(UpgradeRequest request) => request.Path.StartsWith("/echo", StringComparison.Ordinal);

    public ValueTask<UpgradeDecision> AuthorizeAsync(UpgradeRequest request, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        if (OnAuthorize is { } authorize)
        {
            return authorize(request, cancellationToken);
        }

        var identity = request.GetQuery("user") is { Length: > 0 } user ? new ConnectionIdentity { UserId = user } : null;
        return ValueTask.FromResult(UpgradeDecision.Accept(request.GetSubprotocols() is [var first, ..] ? first : null, identity));
    }

    public void OnOpened(ClientConnection connection)
    {
        Opened.Enqueue(connection);
        if (connection.Identity is { } identity)
        {
            hub.BindUser(connection, identity.UserId);
        }
    }

    public void OnMessage(ClientConnection connection, ReadOnlyMemory<byte> payload, MessageKind kind)
    {
        if (kind == MessageKind.Text && payload.Span.StartsWith("!"u8))
        {
            Command(connection, Encoding.UTF8.GetString(payload.Span[1..]).Split(' ', 3));
            return;
        }

        using var frame = kind == MessageKind.Text ? OutboundFrame.Text(payload.Span) : OutboundFrame.Binary(payload.Span);
        connection.TrySend(frame);
    }

    public void OnClosed(ClientConnection connection, CloseInfo close) => Closed.Enqueue((connection, close));

    public void OnReceipt(ClientConnection connection, long receipt) => Receipts.Enqueue(receipt);

    public void OnDraining(ClientConnection connection, TimeSpan closesIn)
    {
        using var frame = OutboundFrame.Text("draining");
        connection.TrySend(frame);
    }

    public OutboundFrame? Encode(RoomMessage message)
    {
        Interlocked.Increment(ref Encoded);
        return OutboundFrame.Text(message.Data.Span);
    }

    public OutboundFrame? EncodeClosing(ClientConnection connection, CloseCode code, string reason) =>
        (int)code >= 4000 ? OutboundFrame.Text($"error {(int)code}") : null;

    public OutboundFrame? EncodeDropped(ClientConnection connection, long dropped) => OutboundFrame.Text($"dropped {dropped}");

    public static RoomMessage Message(TargetKind kind, string target, string text, ClientConnection? except = null, string? exceptUser = null, string? key = null) => new()
    {
        Kind = kind,
        Target = target,
        Type = "m",
        Data = Encoding.UTF8.GetBytes(text),
        ExcludeConnection = except,
        ExcludeUser = exceptUser,
        ConflationKey = key,
    };

    private void Command(ClientConnection connection, string[] words)
    {
        switch (words[0])
        {
            case "join":
                hub.Join(connection, words[1]);
                Answer(connection, "joined");
                break;
            case "leave":
                hub.Leave(connection, words[1]);
                Answer(connection, "left");
                break;
            case "pub":
                hub.Publish(Message(TargetKind.Room, words[1], words[2], connection));
                break;
            case "close":
                using (var last = OutboundFrame.Text("last"))
                {
                    connection.Close((CloseCode)int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture), "closed by test", last);
                }

                break;
            case "receipt":
                connection.RequestReceipt(long.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture));
                break;
            case "burst":
                for (var i = 0; i < int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture); i++)
                {
                    Answer(connection, new string('x', int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture)));
                }

                break;
            case "throw":
                throw new InvalidOperationException("Thrown by test.");
            default:
                throw new ArgumentException("Unknown command.", nameof(words));
        }
    }

    private static void Answer(ClientConnection connection, string text)
    {
        using var frame = OutboundFrame.Text(text);
        connection.TrySend(frame);
    }
}
