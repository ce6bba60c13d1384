using System.Globalization;
using System.Text;
using Realtime.Contracts.Wire;

namespace Realtime.Messaging.Topology;

/// <summary>Which shard a target belongs to: FNV-1a (32 bits) of its UTF-8 bytes, modulo the number of shards.</summary>
public static class Shard
{
    /// <summary>The shard of <paramref name="target"/> (<c>user.&lt;id&gt;</c> or <c>room.&lt;room&gt;</c>).</summary>
    public static int Of(string target, int shards)
    {
        Span<byte> utf8 = stackalloc byte[Encoding.UTF8.GetMaxByteCount(Math.Min(target.Length, 256))];
        return target.Length <= 256
            ? Of(utf8[..Encoding.UTF8.GetBytes(target, utf8)], shards)
            : Of(Encoding.UTF8.GetBytes(target), shards);
    }

    /// <summary>The shard of a target in UTF-8.</summary>
    public static int Of(ReadOnlySpan<byte> target, int shards)
    {
        var hash = 2166136261u;
        foreach (var octet in target)
        {
            hash = unchecked((hash ^ octet) * 16777619u);
        }

        return (int)(hash % (uint)shards);
    }

    /// <summary>Routing key of a shard.</summary>
    public static string Key(int shard) => BusNames.ShardKeyPrefix + shard.ToString(CultureInfo.InvariantCulture);

    /// <summary>Queue of a shard.</summary>
    public static string Queue(int shard) => BusNames.ShardQueuePrefix + shard.ToString(CultureInfo.InvariantCulture);
}
