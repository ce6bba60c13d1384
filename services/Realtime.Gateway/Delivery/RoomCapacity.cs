using Realtime.Gateway.Hub;
using Realtime.Gateway.Management.Stats;
using Realtime.Gateway.Peers;

namespace Realtime.Gateway.Delivery;

/// <summary>
/// Whether a room with a member limit has a place left on any gateway. Joins of such rooms are decided one after the other here, so that the limit holds
/// exactly on one gateway; two gateways that admit at the same moment may pass it by one each.
/// </summary>
internal sealed class RoomCapacity(ConnectionHub hub, IGatewayPeers peers, ClusterStats cluster) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>No other gateway has to be asked.</summary>
    public bool IsAlone => peers.Others.Count == 0;

    public bool IsFullHere(string room, int most) => hub.CountInRoom(room) >= most;

    /// <summary>Runs <paramref name="enter"/> while there is a place; false when there is none.</summary>
    public async Task<bool> TryEnterAsync(string room, int most, Action enter)
    {
        await _turn.WaitAsync();
        try
        {
            if (IsFullHere(room, most) || hub.CountInRoom(room) + await cluster.CountElsewhereAsync(room, CancellationToken.None) >= most)
            {
                return false;
            }

            enter();
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
