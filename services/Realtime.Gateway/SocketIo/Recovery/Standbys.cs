using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Realtime.Gateway.Peers;

namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>
/// The sockets of this gateway that others could make again, and those of the others that this one could. Changes are told in batches a few times a second,
/// everything once a minute, so that a gateway that starts later learns it too.
/// </summary>
internal sealed class Standbys(IStandbyChannel channel, IGatewayPeers peers, IOptions<SocketIoOptions> options, TimeProvider time)
{
    private const int MostPerBatch = 500;

    private static readonly TimeSpan RepeatAfter = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Standby> _own = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (Standby Standby, string Gateway, long At)> _others = new(StringComparer.Ordinal);
    private readonly RecoveryOptions _options = options.Value.Recovery;
    private long _repeatedAt = time.GetTimestamp();

    public int OwnCount
    {
        get
        {
            lock (_gate)
            {
                return _own.Count;
            }
        }
    }

    public int OthersCount => _others.Count;

    /// <summary>A socket of this gateway has come, or its state has changed.</summary>
    public void Keep(Standby standby)
    {
        lock (_gate)
        {
            if (_own.Count < _options.MaxSockets || _own.ContainsKey(standby.Pid))
            {
                _own[standby.Pid] = standby;
                _changed.Add(standby.Pid);
            }
        }

        _others.TryRemove(standby.Pid, out _);
    }

    /// <summary>Nobody will ask for it again.</summary>
    public void Drop(string pid)
    {
        lock (_gate)
        {
            if (_own.Remove(pid))
            {
                _changed.Add(pid);
            }
        }
    }

    /// <summary>Another gateway has taken it over, and tells so itself.</summary>
    public void Leave(string pid)
    {
        lock (_gate)
        {
            _own.Remove(pid);
            _changed.Remove(pid);
        }
    }

    public void Receive(StandbyBatch batch)
    {
        foreach (var standby in batch.Kept)
        {
            _others[standby.Pid] = (standby, batch.Gateway, time.GetTimestamp());
        }

        foreach (var pid in batch.Gone)
        {
            if (_others.TryGetValue(pid, out var known) && known.Gateway == batch.Gateway)
            {
                _others.TryRemove(pid, out _);
            }
        }
    }

    /// <summary>Another gateway's socket, for the user it belongs to.</summary>
    public (Standby Standby, string Gateway)? Find(RecoveryClaim claim) =>
        _others.TryGetValue(claim.Pid, out var known) && known.Standby.Namespace == claim.Namespace && known.Standby.UserId == claim.UserId
            ? (known.Standby, known.Gateway)
            : null;

    /// <summary>Tells what has changed.</summary>
    public void Flush()
    {
        List<Standby> kept = [];
        List<string> gone = [];
        lock (_gate)
        {
            if (time.GetElapsedTime(_repeatedAt) > RepeatAfter)
            {
                _repeatedAt = time.GetTimestamp();
                _changed.UnionWith(_own.Keys);
            }

            foreach (var pid in _changed)
            {
                if (_own.TryGetValue(pid, out var standby))
                {
                    kept.Add(standby);
                }
                else
                {
                    gone.Add(pid);
                }
            }

            _changed.Clear();
        }

        for (var from = 0; from < Math.Max(kept.Count, gone.Count); from += MostPerBatch)
        {
            channel.Send(new StandbyBatch(peers.Self, [.. kept.Skip(from).Take(MostPerBatch)], [.. gone.Skip(from).Take(MostPerBatch)]));
        }
    }

    /// <summary>Forgets those of gateways that have not told of them for longer than clients may take to come back.</summary>
    public void Expire()
    {
        var longest = RepeatAfter + RepeatAfter + TimeSpan.FromSeconds(_options.WindowSeconds);
        foreach (var (pid, known) in _others)
        {
            if (time.GetElapsedTime(known.At) > longest)
            {
                _others.TryRemove(pid, out _);
            }
        }
    }
}
