using Realtime.Gateway.SocketIo.Recovery;

namespace Realtime.Gateway.Tests.SocketIo.Support;

internal sealed class ClusterStandbys(SocketIoCluster cluster) : IStandbyChannel
{
    public void Send(StandbyBatch batch)
    {
        foreach (var (id, host) in cluster.Hosts)
        {
            if (id != batch.Gateway)
            {
                host.Standbys.Receive(batch);
            }
        }
    }
}
