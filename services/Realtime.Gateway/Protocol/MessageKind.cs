namespace Realtime.Gateway.Protocol;

internal enum MessageKind : byte
{
    Text,
    Binary,
}
