using Realtime.Gateway.SocketIo.Sessions;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>A user's box and the rooms of the places it covers; guarded by <see cref="WatchIndex"/>.</summary>
internal sealed class UserWatch(SocketIoSocket socket)
{
    public SocketIoSocket Socket => socket;

    public GeoBox? Box { get; set; }

    public IReadOnlyList<string> Cells { get; set; } = [];
}
