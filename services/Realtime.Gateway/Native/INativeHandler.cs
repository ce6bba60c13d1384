using Realtime.Gateway.Native.Frames;

namespace Realtime.Gateway.Native;

/// <summary>
/// Handles one type of client frame. Runs on an I/O thread: it must not block; what has to wait goes through <see cref="NativeSession.Run"/>, after
/// everything needed was copied out of the frame.
/// </summary>
internal interface INativeHandler
{
    string Type { get; }

    /// <summary>Whether the type is refused until the client has authenticated.</summary>
    bool NeedsIdentity => true;

    /// <summary>Whether a frame takes a token of the rate limits.</summary>
    bool TakesToken => true;

    void Handle(NativeSession session, in ClientFrame frame);
}
