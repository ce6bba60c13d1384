using Realtime.Gateway.Connections;

namespace Realtime.Gateway.Hub;

/// <summary>One connection in one group: an entry of the group's member list and of the connection's own list.</summary>
internal sealed class Membership(ClientConnection connection, Group group)
{
    public ClientConnection Connection => connection;

    public Group Group => group;

    /// <summary>Place in the group's list; guarded by the group's shard.</summary>
    public int Index;

    /// <summary>The connection's next room; guarded by the connection's hub lock.</summary>
    public Membership? Next;
}
