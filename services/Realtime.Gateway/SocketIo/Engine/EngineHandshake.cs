namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>What the first request of a session carried: the path, and tokens for namespaces whose CONNECT brings none.</summary>
internal sealed record EngineHandshake(bool IsEngineOnly, string? QueryToken, string? BearerToken)
{
    public const string SocketIoPath = "/socket.io";
    public const string EngineIoPath = "/engine.io";

    /// <summary>Which of the two a path is: null for neither.</summary>
    public static bool? IsEnginePath(ReadOnlySpan<char> path, bool conformance)
    {
        path = path.TrimEnd('/');
        if (path.SequenceEqual(SocketIoPath))
        {
            return false;
        }

        return conformance && path.SequenceEqual(EngineIoPath) ? true : null;
    }

    public static EngineHandshake From(bool isEngineOnly, Func<string, string?> query, string? authorization)
    {
        const string bearer = "Bearer ";
        var token = authorization is not null && authorization.StartsWith(bearer, StringComparison.OrdinalIgnoreCase) ? authorization[bearer.Length..].Trim() : null;
        return new EngineHandshake(isEngineOnly, query("token"), token);
    }
}
