using Realtime.Gateway.Diagnostics;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.Connections;

/// <summary>What every connection shares: one object, so that a parked connection holds one reference to it.</summary>
internal sealed class ConnectionCore(ConnectionHub hub, TimingWheel wheel, ConnectionClock clock, GatewayCounters counters, AddressCounter addresses, ILogger<ClientConnection> logger)
{
    public ConnectionHub Hub => hub;

    public TimingWheel Wheel => wheel;

    public ConnectionClock Clock => clock;

    public GatewayCounters Counters => counters;

    public AddressCounter Addresses => addresses;

    public ILogger Logger => logger;
}
