namespace Realtime.Auth.Opaque;

/// <summary>The plaintext of a user token; the order of the members is that of the format.</summary>
internal sealed record UserTokenClaims(string CompanyId, string AgentId, string UserId, string ExpiresAt);
