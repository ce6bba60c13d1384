using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Orchestration.Ports;

/// <summary>
/// Keeps a port on the loopback addresses for a child: bound, never listening. The child may bind it too (SO_REUSEADDR), while another host
/// that looks for a free port, or an outgoing connection, cannot get it.
/// </summary>
internal sealed class PortReservation : IDisposable
{
    private readonly List<Socket> _sockets;

    private PortReservation(int port, List<Socket> sockets)
    {
        Port = port;
        _sockets = sockets;
    }

    public int Port { get; }

    /// <summary>Takes the port when nobody listens on it on any loopback address; otherwise null.</summary>
    public static PortReservation? TryTake(int port) => TryTake(port, static (_, _) => true);

    /// <summary>Takes the port when nobody has it at all: no listener, no reservation, no connection that is only just over.</summary>
    public static PortReservation? TryTakeUnused(int port) => TryTake(port, IsUnused);

    public void Dispose() => _sockets.ForEach(static socket => socket.Dispose());

    private static PortReservation? TryTake(int port, Func<IPAddress, int, bool> mayTake)
    {
        var sockets = new List<Socket>();
        foreach (var address in LoopbackAddresses())
        {
            if (!mayTake(address, port) || TryBind(address, port, ProtocolType.Tcp) is not { } socket)
            {
                sockets.ForEach(static taken => taken.Dispose());
                return null;
            }

            sockets.Add(socket);
        }

        return new PortReservation(port, sockets);
    }

    private static IEnumerable<IPAddress> LoopbackAddresses() =>
        Socket.OSSupportsIPv6 && HasIPv6Loopback() ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];

    private static bool HasIPv6Loopback()
    {
        using var socket = TryBind(IPAddress.IPv6Loopback, 0, ProtocolType.Tcp);
        return socket is not null;
    }

    // .NET lets addresses be shared when it binds a socket that it knows to be TCP; unspecified means TCP to the system and is not shared.
    private static bool IsUnused(IPAddress address, int port)
    {
        using var probe = TryBind(address, port, ProtocolType.Unspecified);
        return probe is not null;
    }

    private static Socket? TryBind(IPAddress address, int port, ProtocolType protocol)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, protocol);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
