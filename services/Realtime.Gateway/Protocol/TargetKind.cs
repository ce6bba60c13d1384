namespace Realtime.Gateway.Protocol;

internal enum TargetKind : byte
{
    Room,
    User,
    All,
}
