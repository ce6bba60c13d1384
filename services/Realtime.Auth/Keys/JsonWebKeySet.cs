namespace Realtime.Auth.Keys;

internal sealed record JsonWebKeySet(IReadOnlyList<JsonWebKey> Keys);
