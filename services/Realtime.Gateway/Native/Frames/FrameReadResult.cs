namespace Realtime.Gateway.Native.Frames;

internal enum FrameReadResult
{
    Ok,
    NotJson,
    NotAnObject,
    TypeMissing,
    MessageIdInvalid,
    AckWithoutMessageId,
}
