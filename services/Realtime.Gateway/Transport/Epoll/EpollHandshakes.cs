using System.Net;
using Realtime.Gateway.Transport.Handshake;

namespace Realtime.Gateway.Transport.Epoll;

/// <summary>The sockets of a loop that are not connections yet. Runs on the loop's thread, except for the adapters' own waiting.</summary>
internal sealed class EpollHandshakes(EpollServices services, EpollLoop loop)
{
    private readonly Queue<EpollSocket> _deadlines = new();
    private readonly int _timeout = (int)services.Options.HandshakeTimeout.TotalMilliseconds;

    public bool Any => _deadlines.Count > 0;

    public void Begin(EpollSocket socket, IPAddress peer)
    {
        socket.Handshake = new PendingHandshake(peer, services.Clock.Now + _timeout);
        _deadlines.Enqueue(socket);
        if (_deadlines.Count > HandshakeLimits.MostPending)
        {
            // Whoever has waited longest without finishing makes room.
            Drop(_deadlines.Dequeue());
        }
    }

    public void OnReceived(EpollSocket socket, Memory<byte> data)
    {
        if (socket.Handshake is not { Stage: HandshakeStage.Reading } handshake)
        {
            return;
        }

        var buffered = handshake.Received.Length > 0;
        if (buffered)
        {
            handshake.Add(data.Span);
            data = handshake.Received;
        }

        if (!services.Reader.TryRead(data.Span, handshake.Peer, out var method, out var request, out var refusal, out var consumed))
        {
            if (!buffered)
            {
                handshake.Add(data.Span);
            }

            return;
        }

        if (refusal is not null)
        {
            Refuse(socket, refusal);
            return;
        }

        var rest = data[consumed..];
        var decision = services.Upgrades.DecideAsync(method, request!, handshake.Cancellation);
        if (decision.IsCompletedSuccessfully)
        {
            Finish(socket, decision.Result, rest);
            return;
        }

        handshake.Stage = HandshakeStage.Deciding;
        loop.Watch(socket, 0);
        if (buffered)
        {
            handshake.Consume(consumed);
        }
        else
        {
            handshake.Add(rest.Span);
        }

        _ = AwaitAsync(socket, handshake, decision);
    }

    /// <summary>An adapter that had to wait has decided.</summary>
    public void OnDecided(EpollSocket socket)
    {
        if (socket.Handshake is { Stage: HandshakeStage.Deciding, Outcome: { } outcome } handshake)
        {
            loop.Watch(socket, Libc.EpollIn);
            Finish(socket, outcome, handshake.Received);
        }
    }

    /// <summary>Drops handshakes whose time is over.</summary>
    public void Expire(long now)
    {
        while (_deadlines.TryPeek(out var socket))
        {
            if (socket.Handshake is { } handshake && handshake.Deadline > now)
            {
                return;
            }

            _deadlines.Dequeue();
            Drop(socket);
        }
    }

    /// <summary>The socket ended, upgraded or not.</summary>
    public void End(EpollSocket socket)
    {
        if (socket.Handshake is not { } handshake)
        {
            return;
        }

        socket.Handshake = null;
        if (handshake.Stage != HandshakeStage.Deciding)
        {
            handshake.Dispose();
            return;
        }

        handshake.Cancel();
        if (handshake.Outcome is { } outcome)
        {
            Abandon(handshake, outcome);
        }
    }

    private async Task AwaitAsync(EpollSocket socket, PendingHandshake handshake, ValueTask<UpgradeOutcome> decision)
    {
        // DecideAsync answers with a refusal where an adapter throws.
        handshake.Outcome = await decision.ConfigureAwait(false);
        if (socket.Handshake == handshake)
        {
            loop.Post(socket);
        }
        else
        {
            Abandon(handshake, handshake.Outcome);
        }
    }

    private void Abandon(PendingHandshake handshake, UpgradeOutcome outcome)
    {
        if (handshake.TryAbandon())
        {
            services.Upgrades.Abandon(outcome);
            handshake.Dispose();
        }
    }

    private void Finish(EpollSocket socket, UpgradeOutcome outcome, Memory<byte> rest)
    {
        if (!outcome.Decision.Accepted)
        {
            Refuse(socket, outcome);
            return;
        }

        using (var head = ResponseHead.Switching(outcome))
        {
            if (socket.SendOne(head.Bytes) != head.Length)
            {
                services.Upgrades.Abandon(outcome);
                Drop(socket);
                return;
            }
        }

        var handshake = socket.Handshake!;
        socket.Handshake = null;
        var connection = services.Upgrades.CreateConnection(outcome, socket);
        socket.Connection = connection;
        connection.Open();
        if (!rest.IsEmpty)
        {
            connection.OnReceived(rest);
        }

        handshake.Dispose();
    }

    private static void Refuse(EpollSocket socket, UpgradeOutcome outcome)
    {
        using var answer = ResponseHead.Refusal(outcome);
        socket.Handshake!.Stage = HandshakeStage.Lingering;
        if (socket.SendOne(answer.Bytes) == answer.Length)
        {
            socket.ShutdownSend();
        }
        else
        {
            socket.Abort();
        }
    }

    private void Drop(EpollSocket socket)
    {
        if (socket.Handshake is { } handshake)
        {
            if (handshake.Stage == HandshakeStage.Reading)
            {
                using var answer = ResponseHead.Refusal(HandshakeReader.Refuse(handshake.Peer, 408, "timeout", "The handshake took too long."));
                _ = socket.SendOne(answer.Bytes);
            }

            End(socket);
            loop.Release(socket);
        }
    }
}
