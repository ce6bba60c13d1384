using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Realtime.Contracts.Sessions;
using Realtime.Gateway.Connections;

namespace Realtime.Gateway.Agents;

/// <summary>
/// The exclusive sessions whose sockets are here. They are renewed together; a socket ends as soon as this gateway learns, by whichever way is first, that
/// a newer one has its session.
/// </summary>
internal sealed class AgentSessions(SessionClient client, IOptions<AgentOptions> options, TimeProvider time) : BackgroundService
{
    private const int MostPerCall = 1_000;

    private static readonly TimeSpan ReplacedMemory = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, AgentSession> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _replaced = new(StringComparer.Ordinal);

    public int Count => _byId.Count;

    /// <summary>Sessions that were taken over before their sockets opened.</summary>
    public int ReplacedCount => _replaced.Count;

    /// <summary>False when the session has been taken over before its socket opened.</summary>
    public bool TryOpen(AgentSession session)
    {
        _byId[session.Id] = session;
        if (_replaced.TryRemove(session.Id, out _))
        {
            _byId.TryRemove(session.Id, out _);
            return false;
        }

        return true;
    }

    /// <summary>The socket has closed: what it had selected is kept for its successor.</summary>
    public void Close(AgentSession session)
    {
        if (_byId.TryRemove(session.Id, out _))
        {
            Enqueue(session, () => client.ReleaseAsync(new ReleaseSession(session.Identity.SessionKey, session.FencingToken), CancellationToken.None));
        }
    }

    /// <summary>Another socket has the session now. The one that lost it may not be open yet.</summary>
    public void Replace(string id)
    {
        if (_byId.TryGetValue(id, out var session))
        {
            End(session);
            return;
        }

        _replaced[id] = time.GetTimestamp();
        if (_byId.TryGetValue(id, out session) && _replaced.TryRemove(id, out _))
        {
            End(session);
        }
    }

    /// <summary>Presence learns at once what is selected, so that the next socket finds it.</summary>
    public void Selected(AgentSession session) => Enqueue(session, () => RenewAsync([session], CancellationToken.None));

    public static void Replaced(AgentSession session)
    {
        var (code, details) = session.Identity.IsAdmin
            ? ("AdminSessionConflict", "Admin session taken over by another connection")
            : ("SessionConflict", "Session taken over by another connection");
        using var error = AgentFrames.Error("SessionConflict", "Session conflict", details);
        session.Connection?.Close(CloseCode.SessionReplaced, $"{code}: {details}", error);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RenewInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Forget();
                foreach (var some in _byId.Values.Chunk(MostPerCall))
                {
                    await RenewAsync(some, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops; its sessions are released as their sockets close.
        }
    }

    private async Task RenewAsync(AgentSession[] sessions, CancellationToken cancellationToken)
    {
        var renewals = sessions.Select(Renewal).ToArray();
        var grants = await client.RenewAsync(renewals, cancellationToken);
        for (var i = 0; i < sessions.Length; i++)
        {
            if (grants is null || i >= grants.Count)
            {
                // Nobody was told of it: the next renewal tells.
                sessions[i].IsActive |= renewals[i].Active;
            }
            else if (!grants[i].Held)
            {
                Replace(sessions[i].Id);
            }
        }
    }

    private void End(AgentSession session)
    {
        if (_byId.TryRemove(session.Id, out _))
        {
            Replaced(session);
        }
    }

    private void Forget()
    {
        foreach (var (id, at) in _replaced)
        {
            if (time.GetElapsedTime(at) > ReplacedMemory)
            {
                _replaced.TryRemove(id, out _);
            }
        }
    }

    private static RenewSession Renewal(AgentSession session)
    {
        var active = session.IsActive;
        session.IsActive = false;
        return new RenewSession(session.Identity.SessionKey, session.FencingToken, active, session.SelectedChat);
    }

    private static void Enqueue(AgentSession session, Func<Task> call)
    {
        lock (session)
        {
            session.LastCall = AfterAsync(session.LastCall, call);
        }
    }

    private static async Task AfterAsync(Task before, Func<Task> call)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        await call();
    }
}
