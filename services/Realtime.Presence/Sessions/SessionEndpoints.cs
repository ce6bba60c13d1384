using Microsoft.AspNetCore.Http.HttpResults;
using Realtime.Contracts.Sessions;
using Realtime.Presence.Diagnostics;
using Realtime.Presence.Security;
using Realtime.Presence.Tracking;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Presence.Sessions;

/// <summary>Exclusive sessions, for gateways.</summary>
internal static class SessionEndpoints
{
    private const int MaxRenewals = 5_000;
    private const int MaxKeyLength = 700;
    private const int MaxIdLength = 200;

    public static RouteGroupBuilder MapSessions(this RouteGroupBuilder group)
    {
        group.MapPost("/sessions/acquire", AcquireAsync);
        group.MapPost("/sessions/renew", RenewAsync);
        group.MapPost("/sessions/release", ReleaseAsync);
        group.MapGet("/sessions", FindAsync);
        return group;
    }

    private static async Task<Results<Ok<SessionGrant>, ProblemHttpResult>> AcquireAsync(
        AcquireSession request,
        SessionStore store,
        TakeoverNotifier notifier,
        PresenceMetrics metrics,
        CancellationToken cancellationToken)
    {
        var wrong = !ChangeRules.IsPlain(request.SessionKey, MaxKeyLength) ? "session_key"
            : !ChangeRules.IsPlain(request.GatewayId, MaxIdLength) ? "gateway_id"
            : !ChangeRules.IsPlain(request.ConnectionId, MaxIdLength) ? "connection_id"
            : null;
        if (wrong is not null)
        {
            return Fields.Invalid(wrong, "is missing or out of bounds");
        }

        var takeover = await store.AcquireAsync(request, cancellationToken);
        if (takeover.Previous is { } previous)
        {
            notifier.Tell(request.SessionKey, previous, takeover.Grant.FencingToken);
        }

        metrics.Session(takeover.Previous is null ? "acquired" : "taken_over");
        return TypedResults.Ok(takeover.Grant);
    }

    private static async Task<Results<Ok<IReadOnlyList<SessionGrant>>, ProblemHttpResult>> RenewAsync(
        IReadOnlyList<RenewSession> renewals,
        SessionStore store,
        PresenceMetrics metrics,
        CancellationToken cancellationToken)
    {
        if (renewals.Count > MaxRenewals)
        {
            return Fields.Invalid("renewals", $"may be at most {MaxRenewals}");
        }

        if (renewals.Any(renewal => !ChangeRules.IsPlain(renewal.SessionKey, MaxKeyLength)))
        {
            return Fields.Invalid("session_key", "is missing or out of bounds");
        }

        if (renewals.Any(renewal => renewal.SelectedChat is { Length: > 0 } chat && !ChangeRules.IsPlain(chat, MaxIdLength)))
        {
            return Fields.Invalid("selected_chat", "is out of bounds");
        }

        var grants = await store.RenewAsync(renewals, cancellationToken);
        foreach (var grant in grants.Where(grant => !grant.Held))
        {
            metrics.Session("lost");
        }

        return TypedResults.Ok(grants);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReleaseAsync(ReleaseSession request, SessionStore store, PresenceMetrics metrics, CancellationToken cancellationToken)
    {
        if (!ChangeRules.IsPlain(request.SessionKey, MaxKeyLength))
        {
            return Fields.Invalid("session_key", "is missing or out of bounds");
        }

        metrics.Session(await store.ReleaseAsync(request, cancellationToken) ? "released" : "released_late");
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<SessionInfo>, ProblemHttpResult>> FindAsync(string key, SessionStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(key, cancellationToken) is { } session ? TypedResults.Ok(session) : RealtimeProblems.NotFound();
}
