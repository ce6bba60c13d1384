namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>
/// One packet on its way to a client. Text bytes start with the packet's type character, so that they are the WebSocket text message as well as the
/// polling packet; binary bytes are a message packet's payload. The bytes are immutable and may be shared by many sessions.
/// </summary>
internal readonly record struct EngineMessage(ReadOnlyMemory<byte> Bytes, bool IsBinary)
{
    public static readonly EngineMessage Close = new("1"u8.ToArray(), false);
    public static readonly EngineMessage Ping = new("2"u8.ToArray(), false);
    public static readonly EngineMessage ProbePong = new("3probe"u8.ToArray(), false);
    public static readonly EngineMessage Noop = new("6"u8.ToArray(), false);

    public static EngineMessage Text(ReadOnlyMemory<byte> bytes) => new(bytes, false);

    public static EngineMessage Binary(ReadOnlyMemory<byte> bytes) => new(bytes, true);
}
