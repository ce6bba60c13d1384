namespace Realtime.Gateway.Transport;

/// <summary>What serves the `sockets` endpoint.</summary>
public enum SocketTransport
{
    /// <summary>Epoll loops where there is epoll, else System.Net.Sockets.</summary>
    Auto,

    /// <summary>System.Net.Sockets everywhere.</summary>
    Managed,
}
