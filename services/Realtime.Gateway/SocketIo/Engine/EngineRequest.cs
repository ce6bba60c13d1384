namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>The query of an Engine.IO request.</summary>
internal readonly record struct EngineRequest(string? Version, string? Transport, string? Sid)
{
    public static EngineRequest Read(Func<string, string?> query) => new(query("EIO"), query("transport"), query("sid") is { Length: > 0 } sid ? sid : null);

    /// <summary>What is wrong before the session is looked up, in the order in which clients know it.</summary>
    public EngineError? Check(bool isGet, bool isUpgrade)
    {
        if (Transport is not ("polling" or "websocket"))
        {
            return EngineError.UnknownTransport;
        }

        if (Sid is not null)
        {
            return Transport == "websocket" != isUpgrade ? EngineError.BadRequest : null;
        }

        if (!isGet)
        {
            return EngineError.BadHandshakeMethod;
        }

        if (Transport == "websocket" != isUpgrade)
        {
            return EngineError.BadRequest;
        }

        return Version == "4" ? null : EngineError.UnsupportedVersion;
    }
}
