namespace Realtime.Gateway.Native.Frames;

/// <summary>The envelope of one client frame. Type and data point into the receive buffer and live as long as the call that hands them over.</summary>
internal ref struct ClientFrame
{
    public ReadOnlySpan<byte> Type;

    /// <summary>Raw JSON of <c>data</c>, empty when absent.</summary>
    public ReadOnlyMemory<byte> Data;

    public string? MessageId;

    public bool WantsAck;
}
