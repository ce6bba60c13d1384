namespace Realtime.Gateway.Native;

/// <summary>Handles the frames that waited behind a request. The dispatcher is asked for late: handlers make requests wait, and so need this.</summary>
internal sealed class FrameReplay(Lazy<FrameDispatcher> dispatcher)
{
    public void Run(NativeSession session)
    {
        if (!session.Gate.TryReopen())
        {
            return;
        }

        while (session.Gate.Release() is { } frame)
        {
            dispatcher.Value.Dispatch(session, frame);
        }
    }
}
