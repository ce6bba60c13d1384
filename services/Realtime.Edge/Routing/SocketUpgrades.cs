namespace Realtime.Edge.Routing;

/// <summary>What counts as a socket: a GET that asks for one where there are some. Anything else that looks like one is an ordinary request.</summary>
internal static class SocketUpgrades
{
    private const string WebSocket = "websocket";

    private static readonly PathString[] Sockets = ["/ws", "/api/task-chat", "/socket.io", "/engine.io"];
    private static readonly PathString[] Engines = ["/socket.io", "/engine.io"];

    public static bool AsksForSocket(HttpRequest request) => request.Headers.Upgrade.ToString().Equals(WebSocket, StringComparison.OrdinalIgnoreCase);

    public static bool IsSocket(HttpRequest request) => HttpMethods.IsGet(request.Method) && AsksForSocket(request) && IsUnder(request, Sockets);

    /// <summary>A request of an Engine.IO session that is open.</summary>
    public static bool IsOfSession(HttpRequest request) => EngineSession.GatewayOf(request.Query["sid"]) is not null && IsUnder(request, Engines);

    /// <summary>Whether a page that sends it would get a socket, or a session that is as good as one.</summary>
    public static bool OpensSocket(HttpRequest request) => AsksForSocket(request) || IsUnder(request, Engines);

    // As routing compares: what reaches a socket under any spelling is counted as one.
    private static bool IsUnder(HttpRequest request, PathString[] paths) => paths.Any(path => request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));
}
