namespace Realtime.Gateway.Hub;

/// <summary>What a burst has published to one group so far.</summary>
internal sealed class PendingGroup
{
    private readonly List<PendingEncoding> _encodings = [];

    public Group Group { get; set; } = null!;

    public int Bytes { get; private set; }

    public void Add(int protocol, in PendingFrame frame)
    {
        while (_encodings.Count <= protocol)
        {
            _encodings.Add(new PendingEncoding());
        }

        _encodings[protocol].Add(frame);
        Bytes += frame.Frame.Length;
    }

    /// <summary>One send per member, without the registry's lock.</summary>
    public FanoutResult Flush()
    {
        var shard = Group.Shard;
        MemberList members;
        int count;
        lock (shard.Gate)
        {
            members = Group.Read(out count);
        }

        var deliveries = 0;
        try
        {
            for (var i = 0; i < count; i++)
            {
                var connection = members[i].Connection;
                var protocol = connection.Binding.Index;
                if (protocol < _encodings.Count)
                {
                    deliveries += _encodings[protocol].SendTo(connection);
                }
            }
        }
        finally
        {
            lock (shard.Gate)
            {
                members.Readers--;
            }

            Clear();
        }

        return new FanoutResult(count, deliveries);
    }

    private void Clear()
    {
        foreach (var encoding in _encodings)
        {
            encoding.Clear();
        }

        Bytes = 0;
        Group = null!;
    }
}
