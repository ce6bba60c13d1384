using Yarp.ReverseProxy.Configuration;

namespace Realtime.Edge.Routing;

/// <summary>What is public, and which service answers it. What is not listed does not exist outside.</summary>
internal static class EdgeRoutes
{
    private static readonly (string Cluster, string[] Paths)[] Table =
    [
        (ClusterNames.Sockets, ["/ws/connect", "/ws/admin", "/ws/{company}/{agent}", "/api/task-chat"]),
        (ClusterNames.Gateway, ["/socket.io/{**rest}", "/engine.io/{**rest}", "/api/v1/websocket/{**rest}", "/api/v1/health"]),
        (ClusterNames.Auth, ["/connect/{**rest}", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/.well-known/jwks.json", "/generate-token", "/admin/generate-token", "/api/v1/clients/{**rest}"]),
        (ClusterNames.Presence, ["/api/v1/rooms/{room}/presence/{**rest}", "/api/v1/users/{user}/presence/{**rest}", "/api/v1/presence/{**rest}", "/api/v1/vendors/{**rest}"]),
        (ClusterNames.OfflineDelivery, ["/api/v1/rooms/{**rest}", "/api/v1/users/{**rest}", "/api/v1/messages/{**rest}", "/api/v1/dead-letters/{**rest}", Files]),
    ];

    private const string Files = "/api/v1/files/{**rest}";

    /// <summary>Bodies are passed on as they come, so that those of files may be large.</summary>
    public static IReadOnlyList<RouteConfig> All(long maxFileBodyBytes) =>
    [
        .. Table.SelectMany(entry => entry.Paths.Select(path => new RouteConfig
        {
            RouteId = path,
            ClusterId = entry.Cluster,
            Match = new RouteMatch { Path = path },
            MaxRequestBodySize = path == Files ? maxFileBodyBytes : null,
        })),
    ];

    private static readonly string[] Own = ["/health", "/ready", "/openapi/v1.json"];

    /// <summary>Whether the edge passes requests for this path on; for the merged API description.</summary>
    public static bool Covers(string cluster, string path) =>
        cluster == ClusterNames.Edge
            ? Own.Contains(path)
            : Table.Where(entry => entry.Cluster == cluster).SelectMany(entry => entry.Paths).Any(pattern => Matches(pattern.Split('/'), path.Split('/')));

    private static bool Matches(string[] pattern, string[] path)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i].StartsWith("{**", StringComparison.Ordinal))
            {
                return true;
            }

            if (i >= path.Length || (!pattern[i].StartsWith('{') && pattern[i] != path[i]))
            {
                return false;
            }
        }

        return path.Length == pattern.Length;
    }
}
