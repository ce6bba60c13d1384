namespace Realtime.Gateway.Transport.Handshake;

internal enum HandshakeStage : byte
{
    Reading,

    /// <summary>The adapter decides; nothing is read meanwhile.</summary>
    Deciding,

    /// <summary>Refused: what still comes is dropped until the peer ends or the deadline.</summary>
    Lingering,
}
