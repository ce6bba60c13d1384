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
    public OutboundFrame Append(string key, string? messageId, string name, params IReadOnlyList<KeptEvent> events)
    {
        if (!_options.Enabled)
        {
            return Encode(name, events, null);
        }

        lock (Gate)
        {
            var record = new RecoveryRecord(_next++, key, messageId, events, time.GetUtcNow());
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
        Encode(name, record.Events, _id + "." + record.Position.ToString("x", CultureInfo.InvariantCulture));

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
            && long.TryParse(offset.AsSpan(_id.Length + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out position)
            && position >= 0;
    }
}
