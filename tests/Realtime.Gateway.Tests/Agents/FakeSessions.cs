using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Realtime.Contracts.Json;
using Realtime.Contracts.Sessions;
using Realtime.Messaging;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;

namespace Realtime.Gateway.Tests.Agents;

/// <summary>Presence's exclusive sessions in memory: newest wins, the previous holder's gateway is told. It also publishes what OfflineDelivery would.</summary>
internal sealed class FakeSessions : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Holder> _holders = new();
    private long _token;
    private readonly ConcurrentQueue<RenewSession> _renewals = new();
    private int _acquireCalls;
    private int _refusedRenewals;

    private FakeSessions(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public bool IsDown { get; set; }

    /// <summary>Takeovers are not told: gateways learn of them by their renewals.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Awaited before a session is granted to a gateway for a connection.</summary>
    public Func<string, string, Task> Granting { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Sessions asked for so far, in vain too.</summary>
    public int AcquireCalls => Volatile.Read(ref _acquireCalls);

    /// <summary>Renewals that were not taken.</summary>
    public int RefusedRenewals => Volatile.Read(ref _refusedRenewals);

    public static async Task<FakeSessions> StartAsync(string broker)
    {
        var builder = WebApplication.CreateSlimBuilder(["--ConnectionStrings:messaging=" + broker]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMetrics();
        builder.AddRealtimeMessaging("fake-presence");
        var app = builder.Build();
        var sessions = new FakeSessions(app);
        app.MapPost("/internal/sessions/{what}", sessions.HandleAsync);
        await app.StartAsync();
        await app.Services.GetRequiredService<BrokerConnection>().GetAsync(CancellationToken.None);
        return sessions;
    }

    public bool IsHeld(string key) => _holders.TryGetValue(key, out var holder) && holder.Held;

    /// <summary>Whether the client was active, by each renewal that was taken.</summary>
    public IReadOnlyList<bool> ActivityOf(string key) => [.. _renewals.Where(renewal => renewal.SessionKey == key).Select(renewal => renewal.Active)];

    public string? SelectedChat(string key) => _holders.TryGetValue(key, out var holder) ? holder.SelectedChat : null;

    /// <summary>An agent event in a room, as OfflineDelivery fans it out.</summary>
    public void Publish(string room, string payload)
    {
        var key = RoutingKeys.Room(room);
        _app.Services.GetRequiredService<FanoutPublisher>().TryPost(key, new BatchEntry
        {
            Kind = EntryKind.RoomMessage,
            Target = key,
            Type = "event",
            MessageId = Guid.NewGuid().ToString("N"),
            Timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            Data = Encoding.UTF8.GetBytes(payload),
        }).ShouldBeTrue();
    }

    /// <summary>Another socket has the session of this one.</summary>
    public void TellReplaced(string gateway, string connection)
    {
        var key = RoutingKeys.Gateway(gateway);
        _app.Services.GetRequiredService<FanoutPublisher>().TryPost(key, new BatchEntry
        {
            Kind = EntryKind.Control,
            Target = key,
            Type = "session_replaced",
            Connection = connection,
            Data = "{}"u8.ToArray(),
        });
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> HandleAsync(string what, HttpRequest request)
    {
        if (what == "acquire")
        {
            Interlocked.Increment(ref _acquireCalls);
        }

        if (IsDown)
        {
            Interlocked.Add(ref _refusedRenewals, what == "renew" ? 1 : 0);
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        switch (what)
        {
            case "acquire":
                var asked = (await request.ReadFromJsonAsync(RealtimeJsonContext.Default.AcquireSession))!;
                var grant = Acquire(asked);
                await Granting(asked.GatewayId, asked.ConnectionId);
                return Results.Json(grant, RealtimeJsonContext.Default.SessionGrant);
            case "renew":
                var renewals = await request.ReadFromJsonAsync(RealtimeJsonContext.Default.IReadOnlyListRenewSession);
                return Results.Json([.. renewals!.Select(Renew)], RealtimeJsonContext.Default.IReadOnlyListSessionGrant);
            default:
                var released = (await request.ReadFromJsonAsync(RealtimeJsonContext.Default.ReleaseSession))!;
                if (_holders.TryGetValue(released.SessionKey, out var holder) && holder.Token == released.FencingToken)
                {
                    holder.Held = false;
                }

                return Results.NoContent();
        }
    }

    private SessionGrant Acquire(AcquireSession request)
    {
        lock (_holders)
        {
            _holders.TryGetValue(request.SessionKey, out var previous);
            var holder = new Holder(request.GatewayId, request.ConnectionId, ++_token) { SelectedChat = previous?.SelectedChat };
            _holders[request.SessionKey] = holder;
            if (previous is { Held: true } && !IsSilent)
            {
                TellReplaced(previous.Gateway, previous.Connection);
            }

            return new SessionGrant(holder.Token, DateTimeOffset.UtcNow.AddSeconds(30), holder.SelectedChat);
        }
    }

    private SessionGrant Renew(RenewSession renewal)
    {
        _renewals.Enqueue(renewal);
        lock (_holders)
        {
            var held = _holders.TryGetValue(renewal.SessionKey, out var holder) && holder.Token == renewal.FencingToken;
            if (held)
            {
                holder!.SelectedChat = renewal.SelectedChat ?? holder.SelectedChat;
            }

            return new SessionGrant(renewal.FencingToken, DateTimeOffset.UtcNow.AddSeconds(30), null, held);
        }
    }

    private sealed class Holder(string gateway, string connection, long token)
    {
        public string Gateway => gateway;

        public string Connection => connection;

        public long Token => token;

        public bool Held { get; set; } = true;

        public string? SelectedChat { get; set; }
    }
}
