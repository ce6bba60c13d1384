namespace Realtime.Gateway.Connections;

internal enum ConnectionState : byte
{
    Open,

    /// <summary>A close frame is sent or waits to be; nothing else is sent any more.</summary>
    Closing,

    /// <summary>The transport is gone.</summary>
    Closed,
}
