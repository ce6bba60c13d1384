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

    /// <summary>Takes the port when nobody has it on any loopback address; otherwise null.</summary>
    public static PortReservation? TryTake(int port)
    {
        var sockets = new List<Socket>();
        foreach (var address in LoopbackAddresses())
        {
            if (!IsFree(address, port) || TryBind(address, port, exclusive: false) is not { } socket)
            {
                sockets.ForEach(static taken => taken.Dispose());
                return null;
            }

            sockets.Add(socket);
        }

        return new PortReservation(port, sockets);
    }

    public void Dispose() => _sockets.ForEach(static socket => socket.Dispose());

    private static IEnumerable<IPAddress> LoopbackAddresses() =>
        Socket.OSSupportsIPv6 && HasIPv6Loopback() ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];

    private static bool HasIPv6Loopback()
    {
        using var socket = TryBind(IPAddress.IPv6Loopback, 0, exclusive: false);
        return socket is not null;
    }

    private static bool IsFree(IPAddress address, int port)
    {
        using var probe = TryBind(address, port, exclusive: true);
        return probe is not null;
    }

    private static Socket? TryBind(IPAddress address, int port, bool exclusive)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.ExclusiveAddressUse = exclusive;
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
