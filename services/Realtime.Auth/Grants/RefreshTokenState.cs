using Realtime.Auth.Data;

namespace Realtime.Auth.Grants;

internal sealed record RefreshTokenState(RefreshTokenEntity Token, RefreshFamilyEntity Family)
{
    public bool IsReused => Token.ConsumedAt is not null;

    public bool IsLive(DateTimeOffset now) =>
        Token.ConsumedAt is null && Token.ExpiresAt > now && Family.RevokedAt is null && Family.ExpiresAt > now;
}
