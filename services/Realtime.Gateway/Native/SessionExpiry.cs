using Microsoft.Extensions.Options;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Identity.Expiry;
using Realtime.Gateway.Native.Frames;

namespace Realtime.Gateway.Native;

/// <summary>Ends sessions that never authenticated or whose token has expired; tells the latter before.</summary>
internal sealed class SessionExpiry(DeadlineClock clock, ServerFrames frames, IOptions<NativeOptions> options, TimeProvider time)
{
    public void AwaitAuthentication(NativeSession session) => clock.Set(session, time.GetUtcNow() + options.Value.AuthenticationTimeout);

    /// <summary>Sets the deadline of the identity in force.</summary>
    public void Watch(NativeSession session)
    {
        if (session.Identity?.ExpiresAt is not { } end)
        {
            clock.Cancel(session);
            return;
        }

        clock.Set(session, session.ExpiryTold ? end : end - options.Value.ExpiryNotice);
    }

    public void Forget(NativeSession session) => clock.Cancel(session);

    public void OnDue(NativeSession session)
    {
        if (!session.Connection.IsOpen)
        {
            return;
        }

        if (session.Identity is not { } identity)
        {
            session.Close(CloseCode.Unauthenticated, ErrorCodes.Unauthorized, "Not authenticated in time");
        }
        else if (identity.ExpiresAt is { } end && time.GetUtcNow() < end)
        {
            Tell(session, end);
        }
        else
        {
            session.Close(CloseCode.Unauthenticated, ErrorCodes.Unauthorized, "Session expired");
        }
    }

    private void Tell(NativeSession session, DateTimeOffset end)
    {
        session.ExpiryTold = true;
        session.Send(frames.SessionExpiring((int)Math.Ceiling((end - time.GetUtcNow()).TotalSeconds)));
        Watch(session);
    }
}
