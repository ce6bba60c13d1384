namespace Realtime.Gateway.Transport.Handshake;

internal static class HandshakeLimits
{
    /// <summary>Sockets that may wait for the end of their handshake at once: per loop, or at a listener without loops.</summary>
    public const int MostPending = 8192;
}
