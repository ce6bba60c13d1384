namespace Realtime.Auth.Keys;

internal sealed record JwtHeader(string Alg, string Kid, string Typ);
