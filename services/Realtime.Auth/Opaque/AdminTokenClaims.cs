namespace Realtime.Auth.Opaque;

/// <summary>The plaintext of an admin token; the order of the members is that of the format.</summary>
internal sealed record AdminTokenClaims(string AdminId, string? CompanyIdRestriction, string? SubscribedCompanyId, string? SubscribedAgentId, string ExpiresAt);
