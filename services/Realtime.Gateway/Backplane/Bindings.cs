using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;
using Realtime.Messaging.Topology;

namespace Realtime.Gateway.Backplane;

/// <summary>
/// Keeps the gateway's queue bound to the rooms and users that it has sockets of: bound with the first, unbound a while after the last, by one wildcard
/// when there are many. One worker talks to the broker; whoever needs a binding to be in place waits for it.
/// </summary>
internal sealed partial class Bindings : BackgroundService, IHubObserver
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly InterestGroup _rooms = new(BusNames.RoomKeyPrefix);
    private readonly InterestGroup _users = new(BusNames.UserKeyPrefix);
    private readonly Queue<Interest> _work = new();
    private readonly SemaphoreSlim _signal = new(0);
    private readonly BackplaneOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<Bindings> _logger;
    private IChannel? _channel;
    private string _queue = "";

    public Bindings(IOptions<BackplaneOptions> options, TimeProvider time, ILogger<Bindings> logger, ConnectionHub hub)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        hub.AddObserver(this);
    }

    /// <summary>Whether the gateway's queue listens.</summary>
    public bool IsAttached
    {
        get
        {
            lock (_gate)
            {
                return _channel is not null;
            }
        }
    }

    /// <summary>Keys held now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _rooms.Keys.Count + _users.Keys.Count;
            }
        }
    }

    void IHubObserver.OnJoined(ClientConnection connection, string room, bool firstInRoom)
    {
        if (firstInRoom)
        {
            HoldRoom(room);
        }
    }

    void IHubObserver.OnLeft(ClientConnection connection, string room, bool lastInRoom)
    {
        if (lastInRoom)
        {
            ReleaseRoom(room);
        }
    }

    void IHubObserver.OnUserBound(ClientConnection connection, string userId, bool firstOfUser)
    {
        if (firstOfUser)
        {
            Hold(_users, RoutingKeys.User(userId));
        }
    }

    void IHubObserver.OnUserUnbound(ClientConnection connection, string userId, bool lastOfUser)
    {
        if (lastOfUser)
        {
            Release(_users, RoutingKeys.User(userId));
        }
    }

    public void HoldRoom(string room) => Hold(_rooms, RoutingKeys.Room(room));

    public void ReleaseRoom(string room) => Release(_rooms, RoutingKeys.Room(room));

    /// <summary>Completes when the room's binding is in place; at once when the broker is away, since there is nothing to wait for then.</summary>
    public Task RoomBoundAsync(string room) => BoundAsync(_rooms, RoutingKeys.Room(room));

    /// <inheritdoc cref="RoomBoundAsync"/>
    public Task UserBoundAsync(string userId) => BoundAsync(_users, RoutingKeys.User(userId));

    /// <summary>A new queue on a new channel: binds everything that is held, before the first message is consumed.</summary>
    public async Task AttachAsync(IChannel channel, string queue, CancellationToken cancellationToken)
    {
        List<Interest> held;
        var wildcards = new List<InterestGroup>();
        lock (_gate)
        {
            _channel = null;
            _queue = queue;
            held = [.. Reset(_rooms, wildcards), .. Reset(_users, wildcards)];
        }

        foreach (var group in wildcards)
        {
            await channel.QueueBindAsync(queue, BusNames.FanoutExchange, group.Wildcard, cancellationToken: cancellationToken);
        }

        await BindAllAsync(channel, queue, held, cancellationToken);
        lock (_gate)
        {
            foreach (var group in wildcards)
            {
                group.Covered = true;
            }

            MarkBound(held);
            _channel = channel;
            _signal.Release();
        }

        Log.Attached(_logger, queue, held.Count, wildcards.Count);
    }

    /// <summary>The broker is away: nobody waits for bindings any more.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            _channel = null;
            foreach (var interest in _rooms.Keys.Values.Concat(_users.Keys.Values))
            {
                interest.Complete();
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _signal.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _signal.WaitAsync(SweepInterval, stoppingToken);
                await WorkAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Whatever it was, a new channel binds everything again.
                Log.Interrupted(_logger, exception.GetType().Name, exception.Message);
                await AbandonAsync();
            }
        }
    }

    private async Task AbandonAsync()
    {
        IChannel? channel;
        lock (_gate)
        {
            channel = _channel;
        }

        Detach();
        if (channel is not null)
        {
            await channel.AbortAsync();
        }
    }

    private void Hold(InterestGroup group, string key)
    {
        lock (_gate)
        {
            if (!group.Keys.TryGetValue(key, out var interest))
            {
                group.Keys.Add(key, interest = new Interest(key));
            }

            interest.Holders++;
            if (!interest.Bound && !interest.Queued)
            {
                interest.Queued = true;
                _work.Enqueue(interest);
                _signal.Release();
            }
        }
    }

    private void Release(InterestGroup group, string key)
    {
        lock (_gate)
        {
            if (group.Keys.TryGetValue(key, out var interest) && --interest.Holders == 0)
            {
                interest.ReleasedAt = _time.GetTimestamp();
            }
        }
    }

    private Task BoundAsync(InterestGroup group, string key)
    {
        lock (_gate)
        {
            if (_channel is null || group.Covered || !group.Keys.TryGetValue(key, out var interest) || interest.Bound)
            {
                return Task.CompletedTask;
            }

            interest.Waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return interest.Waiter.Task.WaitAsync(_options.BindTimeout, _time);
        }
    }

    private bool TryTakeWork([NotNullWhen(true)] out IChannel? channel, out string queue, out List<Interest> bind)
    {
        lock (_gate)
        {
            channel = _channel;
            queue = _queue;
            bind = [];
            if (channel is null)
            {
                return false;
            }

            while (_work.TryDequeue(out var interest))
            {
                interest.Queued = false;
                if (interest is { Bound: false, Holders: > 0 })
                {
                    bind.Add(interest);
                }
            }

            return true;
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        if (!TryTakeWork(out var channel, out var queue, out var bind))
        {
            return;
        }

        await WidenAsync(channel, queue, _rooms, cancellationToken);
        await WidenAsync(channel, queue, _users, cancellationToken);
        var single = bind.FindAll(interest => !GroupOf(interest.Key).Covered);
        await BindAllAsync(channel, queue, single, cancellationToken);
        lock (_gate)
        {
            MarkBound(single);
            foreach (var interest in bind)
            {
                interest.Complete();
            }
        }

        await NarrowAsync(channel, queue, _rooms, cancellationToken);
        await NarrowAsync(channel, queue, _users, cancellationToken);
        await SweepAsync(channel, queue, cancellationToken);
    }

    private InterestGroup GroupOf(string key) => key.StartsWith(_rooms.Prefix, StringComparison.Ordinal) ? _rooms : _users;

    private static async Task BindAllAsync(IChannel channel, string queue, List<Interest> interests, CancellationToken cancellationToken)
    {
        // The broker works a channel's commands off in order: the answer to the last stands for all.
        for (var i = 0; i < interests.Count; i++)
        {
            await channel.QueueBindAsync(queue, BusNames.FanoutExchange, interests[i].Key, noWait: i < interests.Count - 1, cancellationToken: cancellationToken);
        }
    }

    private static void MarkBound(List<Interest> interests)
    {
        foreach (var interest in interests)
        {
            interest.Bound = true;
            interest.Complete();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(201, LogLevel.Information, "Listening on {Queue} with {Bindings} bindings and {Wildcards} wildcards.", EventName = "BackplaneAttached")]
        public static partial void Attached(ILogger logger, string queue, int bindings, int wildcards);

        [LoggerMessage(202, LogLevel.Warning, "Binding was interrupted: {Kind}: {Reason}", EventName = "BindingInterrupted")]
        public static partial void Interrupted(ILogger logger, string kind, string reason);

        [LoggerMessage(203, LogLevel.Information, "Took {Wildcard} for {Keys} keys.", EventName = "BindingWidened")]
        public static partial void Widened(ILogger logger, string wildcard, int keys);

        [LoggerMessage(204, LogLevel.Information, "Gave {Wildcard} up for {Keys} keys.", EventName = "BindingNarrowed")]
        public static partial void Narrowed(ILogger logger, string wildcard, int keys);
    }
}
