namespace Realtime.ServiceDefaults.Security;

internal sealed record JwtClaims(AccessToken Token, DateTimeOffset? NotBefore, IReadOnlyList<string> Audiences);
