using System.Text;

namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>The refusals of an Engine.IO request, with the numbers and words that clients know.</summary>
internal sealed class EngineError(int code, string message)
{
    public const string ContentType = "application/json";

    public static readonly EngineError UnknownTransport = new(0, "Transport unknown");
    public static readonly EngineError UnknownSession = new(1, "Session ID unknown");
    public static readonly EngineError BadHandshakeMethod = new(2, "Bad handshake method");
    public static readonly EngineError BadRequest = new(3, "Bad request");
    public static readonly EngineError Forbidden = new(4, "Forbidden");
    public static readonly EngineError UnsupportedVersion = new(5, "Unsupported protocol version");

    public int Code => code;

    /// <summary>The answer's JSON.</summary>
    public ReadOnlyMemory<byte> Body { get; } = Encoding.UTF8.GetBytes($$"""{"code":{{code}},"message":"{{message}}"}""");
}
