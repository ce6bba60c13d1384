using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.Orchestration.Ports;

namespace Realtime.Hosting.Tests.Orchestration;

public sealed class PortReservationTests
{
    [Fact]
    public void TryTakeUnused_AlreadyReserved_ReturnsNull()
    {
        using var ports = new PortAllocator();
        var port = ports.TakeFree();

        PortReservation.TryTakeUnused(port).ShouldBeNull();
    }

    [Fact]
    public void TryTake_SomebodyListens_ReturnsNull()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        PortReservation.TryTake(((IPEndPoint)listener.LocalEndpoint).Port).ShouldBeNull();
    }

    [Fact]
    public async Task TakeFree_ReservedPort_CanBeListenedOnByAChild()
    {
        using var ports = new PortAllocator();
        using var listener = new TcpListener(IPAddress.Loopback, ports.TakeFree());
        listener.Start();
        using var client = new TcpClient();

        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);

        client.Connected.ShouldBeTrue();
    }

    [Fact]
    public void Dispose_ReservedPort_IsFreeAgain()
    {
        int port;
        using (var ports = new PortAllocator())
        {
            port = ports.TakeFree();
        }

        using var again = PortReservation.TryTakeUnused(port);
        again.ShouldNotBeNull();
    }
}
