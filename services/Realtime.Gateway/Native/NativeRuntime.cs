using Microsoft.Extensions.Options;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Diagnostics;
using Realtime.Gateway.Identity;
using Realtime.Gateway.Limits;
using Realtime.Gateway.Native.Frames;
using Realtime.Messaging.Rooms;

namespace Realtime.Gateway.Native;

/// <summary>What the sessions of the native protocol share.</summary>
internal sealed partial class NativeRuntime(
    ServerFrames frames,
    RateLimits limits,
    RoomNamespaces namespaces,
    SessionExpiry expiry,
    TrafficMetrics metrics,
    IOptions<NativeOptions> options,
    TimeProvider time,
    ILogger<NativeRuntime> logger)
{
    private static readonly TimeSpan LimiterIdleTime = TimeSpan.FromMinutes(10);

    public ServerFrames Frames => frames;

    public bool IsRecent(long timestamp) => timestamp != 0 && time.GetElapsedTime(timestamp) < LimiterIdleTime;

    /// <summary>Whether the room's namespace demands that a token grants the right by name.</summary>
    public bool GrantRequired(string room, RoomRight right)
    {
        var options = namespaces.Of(room);
        return right == RoomRight.Publish ? options.Publish == RoomAccess.Capability : options.Subscribe == RoomAccess.Capability;
    }

    public void Fail(NativeSession session, string code, string message, string? replyTo, string? details)
    {
        metrics.Error(code);
        session.Send(frames.Error(code, message, replyTo, details));
        if (CountsAsError(code) && session.CountError(limits))
        {
            session.Close(CloseCode.TooManyErrors, ErrorCodes.ConnectionClosed, "Too many errors");
        }
    }

    public bool DirectNeedsGrant => options.Value.Direct == RoomAccess.Capability;

    public async Task ObserveAsync(NativeSession session, string? replyTo, Task work)
    {
        try
        {
            await work;
        }
        catch (OperationCanceledException)
        {
            Fail(session, ErrorCodes.Unavailable, "The request was given up", replyTo, null);
        }
        catch (Exception exception)
        {
            Log.Failed(logger, exception, session.Connection.Id);
            Fail(session, ErrorCodes.ProcessingError, "Failed to process message", replyTo, null);
        }
    }

    public void OnDeadline(NativeSession session) => expiry.OnDue(session);

    /// <summary>What the client did wrong counts; refusals for the rate, for the lack of an identity and for a dependency that is down do not.</summary>
    private static bool CountsAsError(string code) => code is not (ErrorCodes.RateLimited or ErrorCodes.Unauthorized or ErrorCodes.Unavailable);

    private static partial class Log
    {
        [LoggerMessage(101, LogLevel.Error, "A request on connection {ConnectionId} failed.", EventName = "RequestFailed")]
        public static partial void Failed(ILogger logger, Exception exception, string connectionId);
    }
}
