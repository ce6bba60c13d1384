using Realtime.Contracts.Wire;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Delivery;
using Realtime.Gateway.Diagnostics;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Identity;
using Realtime.Gateway.Limits;
using Realtime.Gateway.Native.Frames;

namespace Realtime.Gateway.Native;

/// <summary>Gives a session its identity, at the upgrade or in band, and a new one before the old expires.</summary>
internal sealed class SessionAuthenticator(
    ConnectionAuthenticator authenticator,
    ConnectionHub hub,
    RateLimits limits,
    SessionExpiry expiry,
    InboxDrains drains,
    RoomSubscriptions subscriptions,
    ServerFrames frames,
    TrafficMetrics metrics,
    FrameReplay replay)
{
    /// <summary>In-band authentication. When it has to wait, the frames behind it wait too.</summary>
    public void Authenticate(NativeSession session, string token, string? replyTo)
    {
        var outcome = authenticator.AuthenticateAsync(token, CancellationToken.None);
        if (outcome.IsCompletedSuccessfully)
        {
            Apply(session, outcome.Result, replyTo);
            return;
        }

        session.Gate.Shut();
        session.Run(replyTo, AwaitAsync(session, outcome, replyTo));
    }

    /// <summary>Makes the identity that a token carries the session's.</summary>
    public void Begin(NativeSession session, ConnectionIdentity identity)
    {
        session.Become(identity);
        var user = identity.UserId;
        if (limits.Users.Acquire(user, limits.Current.UserConnections) is not { } bucket)
        {
            session.Close(CloseCode.RateLimited, ErrorCodes.RateLimited, "Too many connections of this user");
            return;
        }

        session.Limits.User = bucket;
        // The drain stands open before the user is bound: what arrives in between is held back, not sent ahead of the inbox.
        var drain = drains.Prepare(session.Connection, session, user);
        if (hub.BindUser(session.Connection, user))
        {
            expiry.Watch(session);
            drains.Start(drain);
        }
    }

    public void End(NativeSession session)
    {
        expiry.Forget(session);
        if (session.Limits.User is { } bucket)
        {
            session.Limits.User = null;
            limits.Users.Release(session.UserId, bucket);
        }
    }

    private async Task AwaitAsync(NativeSession session, ValueTask<AuthenticationOutcome> authentication, string? replyTo)
    {
        try
        {
            Apply(session, await authentication, replyTo);
        }
        finally
        {
            replay.Run(session);
        }
    }

    private void Apply(NativeSession session, AuthenticationOutcome outcome, string? replyTo)
    {
        if (!outcome.Succeeded)
        {
            Refuse(session, outcome.Failure, replyTo);
            return;
        }

        var identity = outcome.Identity;
        if (session.Identity is { } current && current.UserId != identity.UserId)
        {
            Refuse(session, "Token is another user's", replyTo);
            return;
        }

        metrics.Authentication("in_band", succeeded: true);
        session.Send(frames.AuthSuccess(identity.UserId, identity.ExpiresAt, replyTo));
        if (session.Identity is null)
        {
            Begin(session, identity);
        }
        else
        {
            Refresh(session, identity);
        }
    }

    private void Refresh(NativeSession session, ConnectionIdentity identity)
    {
        session.Become(identity);
        expiry.Watch(session);
        foreach (var room in subscriptions.RoomsOf(session.Connection))
        {
            if (!session.Allows(room, RoomRight.Subscribe))
            {
                subscriptions.Leave(session.Connection, room);
                session.Send(frames.Error(ErrorCodes.Forbidden, "The new token does not allow this subscription any more", null, room));
            }
        }
    }

    private void Refuse(NativeSession session, string reason, string? replyTo)
    {
        metrics.Authentication("in_band", succeeded: false);
        session.Send(frames.AuthFailed(reason, replyTo));
        if (session.CountError(limits))
        {
            session.Close(CloseCode.TooManyErrors, ErrorCodes.ConnectionClosed, "Too many errors");
        }
    }
}
