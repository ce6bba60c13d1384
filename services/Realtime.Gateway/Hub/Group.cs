using Realtime.Gateway.Connections;

namespace Realtime.Gateway.Hub;

/// <summary>The local members of a room or the local sockets of a user. Guarded by its shard.</summary>
internal sealed class Group(string name, GroupShard shard)
{
    private MemberList _members = new(1);

    public string Name => name;

    public GroupShard Shard => shard;

    public int Count => _members.Count;

    /// <summary>Protocols that members speak or have spoken: the encodings a fan-out needs.</summary>
    public uint Protocols { get; private set; }

    public void Add(Membership membership)
    {
        _members = _members.Add(membership);
        Protocols |= membership.Connection.Binding.Mask;
    }

    public void Remove(Membership membership) => _members = _members.Remove(membership);

    /// <summary>True when it is the only member: nobody to publish to but itself.</summary>
    public bool IsOnly(ClientConnection connection)
    {
        lock (Shard.Gate)
        {
            return _members.Count == 1 && ReferenceEquals(_members[0].Connection, connection);
        }
    }

    /// <summary>The members as they are now; give it back with <see cref="MemberList.Readers"/>.</summary>
    public MemberList Read(out int count)
    {
        count = _members.Count;
        _members.Readers++;
        return _members;
    }

    public ClientConnection[] ToArray()
    {
        var array = new ClientConnection[_members.Count];
        for (var i = 0; i < array.Length; i++)
        {
            array[i] = _members[i].Connection;
        }

        return array;
    }
}
