using System.Net;

namespace Realtime.Gateway.Transport.Epoll;

internal static class SocketAddressReader
{
    private const ushort InterNetwork = 2;
    private const ushort InterNetworkV6 = 10;

    /// <summary>The address in a struct sockaddr of Linux.</summary>
    public static IPAddress Read(ReadOnlySpan<byte> address)
    {
        var family = address.Length >= 2 ? BitConverter.ToUInt16(address) : (ushort)0;
        switch (family)
        {
            case InterNetwork when address.Length >= 8:
                return new IPAddress(address.Slice(4, 4));
            case InterNetworkV6 when address.Length >= 24:
                var v6 = new IPAddress(address.Slice(8, 16));
                return v6.IsIPv4MappedToIPv6 ? v6.MapToIPv4() : v6;
            default:
                return IPAddress.None;
        }
    }
}
