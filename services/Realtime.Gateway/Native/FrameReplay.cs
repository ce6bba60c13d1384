namespace Realtime.Gateway.Native;

/// <summary>Handles the frames that waited behind an authentication. The dispatcher is asked for late: handlers authenticate, and so need this.</summary>
internal sealed class FrameReplay(Lazy<FrameDispatcher> dispatcher)
{
    public void Run(NativeSession session)
    {
        while (session.Gate.Release() is { } frame)
        {
            dispatcher.Value.Dispatch(session, frame);
        }
    }
}
