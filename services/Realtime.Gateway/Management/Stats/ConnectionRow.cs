namespace Realtime.Gateway.Management.Stats;

/// <summary>One socket in the management API's list.</summary>
internal sealed record ConnectionRow(
    string Id,
    string? UserId,
    DateTimeOffset ConnectedAt,
    DateTimeOffset? LastPong,
    bool IsHealthy,
    int ProjectCount,
    string Protocol,
    string GatewayId);
