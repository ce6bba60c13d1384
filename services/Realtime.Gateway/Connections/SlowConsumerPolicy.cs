namespace Realtime.Gateway.Connections;

/// <summary>What happens when a connection's outbound queue is full.</summary>
internal enum SlowConsumerPolicy
{
    /// <summary>Close with 4411.</summary>
    Disconnect,

    /// <summary>Drop the oldest waiting frames, count them, and tell the client once the queue has drained.</summary>
    DropOldest,

    /// <summary>Replace a waiting frame of the same conflation key; without one, as <see cref="DropOldest"/>.</summary>
    Conflate,

    /// <summary>
    /// Refuse frames that have a <see cref="Framing.FrameOrigin"/>, and all later ones of that room, until the queue has drained: then the protocol reads on from
    /// the room's log. For a frame without one, as <see cref="Disconnect"/>.
    /// </summary>
    Hold,
}
