using Realtime.Gateway.Native.Frames;

namespace Realtime.Gateway.Native.Handlers;

/// <summary><c>time</c>: what the gateway's clock says, so that a client can tell how far its own is off. The example of docs/adding-a-handler.md.</summary>
internal sealed class TimeHandler(ServerFrames frames, TimeProvider time) : INativeHandler
{
    public string Type => "time";

    public void Handle(NativeSession session, in ClientFrame frame) => session.Send(frames.Time(time.GetUtcNow(), frame.MessageId));
}
