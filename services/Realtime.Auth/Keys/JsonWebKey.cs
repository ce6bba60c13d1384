namespace Realtime.Auth.Keys;

internal sealed record JsonWebKey(string Kty, string Crv, string X, string Y, string Use, string Alg, string Kid);
