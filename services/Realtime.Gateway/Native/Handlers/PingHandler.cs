using Realtime.Gateway.Native.Frames;

namespace Realtime.Gateway.Native.Handlers;

internal sealed class PingHandler(ServerFrames frames) : INativeHandler
{
    public string Type => "ping";

    public bool NeedsIdentity => false;

    public void Handle(NativeSession session, in ClientFrame frame) => session.Send(frames.Pong(frame.MessageId));
}
