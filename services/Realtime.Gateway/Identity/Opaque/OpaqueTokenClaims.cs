namespace Realtime.Gateway.Identity.Opaque;

/// <summary>What a Daisi token says: a user's company, agent and id, or an admin's id and scope.</summary>
internal sealed record OpaqueTokenClaims(
    DateTimeOffset ExpiresAt,
    string? CompanyId = null,
    string? AgentId = null,
    string? UserId = null,
    string? AdminId = null,
    string? CompanyIdRestriction = null,
    string? SubscribedCompanyId = null,
    string? SubscribedAgentId = null);
