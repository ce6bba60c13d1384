namespace Realtime.Edge.Routing;

/// <summary>An Engine.IO session id is <c>&lt;gateway id&gt;.&lt;random&gt;</c>, so that every edge can tell where a polling request belongs.</summary>
internal static class EngineSession
{
    public static string? GatewayOf(string? sid)
    {
        var end = sid?.LastIndexOf('.') ?? -1;
        return end > 0 ? sid![..end] : null;
    }
}
