namespace Realtime.Auth.Opaque;

internal sealed record GeneratedToken(string Token);
