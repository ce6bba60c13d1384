using System.Globalization;
using Microsoft.Extensions.Options;
using Realtime.Gateway.Framing;
using Realtime.Gateway.SocketIo.Packets;

namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>
/// The recent messages to recoverable sockets of this gateway, numbered in the order in which they were encoded; bounded by age and bytes. A client hears
/// each message's position as the event's last argument and names the last one when it comes back.
/// </summary>
internal sealed class RecoveryLog(IOptions<SocketIoOptions> settings, TimeProvider time)
{
    private readonly RecoveryOptions _options = settings.Value.Recovery;
    private readonly string _id = SocketIds.New()[..8];
    private readonly Queue<RecoveryRecord> _records = new();
    private long _next = 1;
    private long _bytes;
    private long _latest;

    /// <summary>Held while a message is kept and sent, and while a socket changes over from its past to its present.</summary>
    public Lock Gate { get; } = new();

    public long Next
    {
        get
        {
            lock (Gate)
            {
                return _next;
            }
        }
    }

    public static string SocketKey(string sid) => "s:" + sid;

    public static string RoomKey(string room) => "r:" + room;

    /// <summary>Keeps a message under <paramref name="key"/> and encodes it, as one run of bytes, with its position.</summary>
    public OutboundFrame Append(string key, string? messageId, long published, string name, params IReadOnlyList<KeptEvent> events)
    {
        if (!_options.Enabled)
        {
            return Encode(name, events, null);
        }

        lock (Gate)
        {
            _latest = Math.Max(_latest, published);
            var record = new RecoveryRecord(_next++, key, messageId, events, time.GetUtcNow(), published, _latest);
            _records.Enqueue(record);
            _bytes += record.Bytes;
            while (_bytes > _options.MaxBytes && _records.Count > 1)
            {
                _bytes -= _records.Dequeue().Bytes;
            }

            return Encode(name, record);
        }
    }

    public OutboundFrame Encode(string name, RecoveryRecord record) =>
        Encode(name, record.Events, string.Create(CultureInfo.InvariantCulture, $"{_id}.{record.Position:x}.{record.Latest:x}"));

    /// <summary>When the latest message was published that a client with this offset can have seen, on whichever gateway it was.</summary>
    public static long? LatestOf(string? offset)
    {
        var parts = offset?.Split('.');
        return parts is [_, _, { } latest] && long.TryParse(latest, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var at) && at >= 0 ? at : null;
    }

    /// <summary>What was published after a moment to these rooms, as far as it came here and is still kept.</summary>
    public IReadOnlyList<MissedMessage> ReadPublishedAfter(MissedQuery query)
    {
        var keys = query.Rooms.Select(RoomKey).ToHashSet(StringComparer.Ordinal);
        lock (Gate)
        {
            return [.. _records.Where(record => record.Published > query.After && record.MessageId is not null && keys.Contains(record.Key)).Select(Missed)];
        }
    }

    public static MissedMessage Missed(RecoveryRecord record) => new(record.MessageId, record.Events, record.Published);

    /// <summary>
    /// What came after <paramref name="offset"/> (from <paramref name="startsAt"/> on when the offset is not this log's) for the keys. Null when part of it is
    /// no longer kept.
    /// </summary>
    public List<RecoveryRecord>? ReadAfter(string? offset, long startsAt, IReadOnlySet<string> keys)
    {
        lock (Gate)
        {
            var from = TryParse(offset, out var position) ? position + 1 : startsAt;
            var oldest = _records.TryPeek(out var first) ? first.Position : _next;
            return from < oldest || from > _next ? null : [.. _records.Where(record => record.Position >= from && keys.Contains(record.Key))];
        }
    }

    /// <summary>Ids of the messages for the keys up to <paramref name="offset"/>: what a client that names it has had.</summary>
    public IReadOnlyList<string> ReadIdsUntil(string? offset, IReadOnlySet<string> keys)
    {
        lock (Gate)
        {
            return TryParse(offset, out var last)
                ? [.. _records.Where(record => record.Position <= last && keys.Contains(record.Key)).Select(record => record.MessageId).OfType<string>()]
                : [];
        }
    }

    /// <summary>Drops what is older than the recovery window.</summary>
    public void Trim()
    {
        lock (Gate)
        {
            var before = time.GetUtcNow() - TimeSpan.FromSeconds(_options.WindowSeconds);
            while (_records.TryPeek(out var oldest) && oldest.At < before)
            {
                _bytes -= _records.Dequeue().Bytes;
            }
        }
    }

    public static OutboundFrame Encode(string name, IReadOnlyList<KeptEvent> events, string? offset)
    {
        if (events.Count == 1)
        {
            return PacketWriter.Event(name, events[0].Name, events[0].Argument, offset);
        }

        OutboundFrame[] frames = [.. events.Select(one => PacketWriter.Event(name, one.Name, one.Argument, offset))];
        var joined = OutboundFrame.Join(frames);
        foreach (var frame in frames)
        {
            frame.Dispose();
        }

        return joined;
    }

    private bool TryParse(string? offset, out long position)
    {
        position = 0;
        return offset is not null && offset.Length > _id.Length + 1 && offset[_id.Length] == '.' && offset.StartsWith(_id, StringComparison.Ordinal)
            && long.TryParse(PositionOf(offset.AsSpan(_id.Length + 1)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out position)
            && position >= 0;
    }

    private static ReadOnlySpan<char> PositionOf(ReadOnlySpan<char> rest) => rest.IndexOf('.') is var end and >= 0 ? rest[..end] : rest;
}
