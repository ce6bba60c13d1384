namespace Realtime.Auth.Tokens;

internal sealed record IssuedToken(string Token, string TokenId, DateTimeOffset ExpiresAt, long ExpiresIn);
