namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>To every other gateway.</summary>
internal interface IStandbyChannel
{
    void Send(StandbyBatch batch);
}
