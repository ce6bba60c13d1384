namespace Realtime.Gateway.Hub;

/// <summary>Groups by name, in shards so that unrelated rooms do not wait for each other.</summary>
internal sealed class GroupRegistry
{
    private const int ShardCount = 64;

    private readonly GroupShard[] _shards = [.. Enumerable.Range(0, ShardCount).Select(_ => new GroupShard())];

    public GroupShard ShardOf(string name) => _shards[name.GetHashCode() & (ShardCount - 1)];

    public Group? Find(string name)
    {
        var shard = ShardOf(name);
        lock (shard.Gate)
        {
            return shard.Groups.GetValueOrDefault(name);
        }
    }

    /// <summary>Names and member counts, shard by shard.</summary>
    public IEnumerable<KeyValuePair<string, int>> List()
    {
        foreach (var shard in _shards)
        {
            KeyValuePair<string, int>[] part;
            lock (shard.Gate)
            {
                part = [.. shard.Groups.Values.Select(group => KeyValuePair.Create(group.Name, group.Count))];
            }

            foreach (var item in part)
            {
                yield return item;
            }
        }
    }

    public int Count
    {
        get
        {
            var count = 0;
            foreach (var shard in _shards)
            {
                lock (shard.Gate)
                {
                    count += shard.Groups.Count;
                }
            }

            return count;
        }
    }
}
