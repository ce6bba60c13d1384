using Realtime.Gateway.SocketIo.Rooms;

namespace Realtime.Gateway.Tests.SocketIo.Support;

internal sealed class ClusterBroadcast(SocketIoCluster cluster) : IRoomBroadcast
{
    public void Publish(string room, string type, ReadOnlyMemory<byte> data) => cluster.Publish(room, type, data.ToArray());
}
