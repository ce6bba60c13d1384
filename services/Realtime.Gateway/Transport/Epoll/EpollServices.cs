using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Transport.Handshake;

namespace Realtime.Gateway.Transport.Epoll;

/// <summary>What the loops need of the rest.</summary>
internal sealed record EpollServices(ConnectionHub Hub, ConnectionClock Clock, UpgradeService Upgrades, HandshakeReader Reader, SocketOptions Options, ILogger Logger);
