namespace Realtime.Gateway.SocketIo.Rooms;

/// <summary>Publishes to the members of a room on every gateway.</summary>
internal interface IRoomBroadcast
{
    void Publish(string room, string type, ReadOnlyMemory<byte> data);
}
