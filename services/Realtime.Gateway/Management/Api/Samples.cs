using System.Text.Json;
using Realtime.Gateway.Management.Stats;

namespace Realtime.Gateway.Management.Api;

/// <summary>Values that the examples of the API description share.</summary>
internal static class Samples
{
    public const string ProjectId = "5f3f0a52-7a5b-4b3f-9d0e-2f6f1f7c9d11";
    public const string UserId = "ada";
    public const string Room = "chat:lobby";
    public const string ConnectionId = "01976f1e5b0c7d3a";
    public const string MessageId = "01976f1f2c5e7aa0";
    public const string GatewayId = "gateway-1";

    public static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly ConnectionRow Connection = new(ConnectionId, UserId, Time, Time.AddSeconds(54), IsHealthy: true, ProjectCount: 1, "native", GatewayId);

    public static readonly MessageRequest Message = new("note", Text("{\"text\":\"Maintenance at nine\"}"));

    public static readonly HubFigures Hub = new(1_204, 98_113, 5_420_118, 311_087, 14, 98_113, 96_909);

    public static readonly MiddlewareFigures Middleware = new(new LimiterFigures(1_204, 10, 20, "0s", "10m0s"), new ErrorFigures(3, 7, 10, "5m0s"));

    public static readonly JsonElement Inboxes = Text("{\"total_messages\":18,\"max_messages\":1000,\"default_ttl\":\"24h0m0s\",\"users_with_messages\":4,\"status_counts\":{\"pending\":18,\"unacknowledged\":0}}");

    private static JsonElement Text(string json) => JsonElement.Parse(json);
}
