namespace Realtime.Gateway.Framing;

/// <summary>The place of a frame's first message in the log of its room.</summary>
internal sealed record FrameOrigin(string Room, string Epoch, long Offset);
