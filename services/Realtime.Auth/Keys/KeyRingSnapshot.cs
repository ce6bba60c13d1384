using System.Security.Cryptography;
using System.Text.Json;

namespace Realtime.Auth.Keys;

/// <summary>Keys in the order in which they become active, with the JWKS that shows them.</summary>
internal sealed class KeyRingSnapshot
{
    public static readonly KeyRingSnapshot Empty = new([]);

    public KeyRingSnapshot(IEnumerable<SigningKey> keys)
    {
        Keys = [.. keys.OrderBy(key => key.ActivatesAt)];
        Jwks = JsonSerializer.SerializeToUtf8Bytes(
            new JsonWebKeySet([.. Keys.Select(key => new JsonWebKey("EC", "P-256", key.X, key.Y, "sig", SigningKey.Algorithm, key.KeyId))]),
            KeysJsonContext.Default.JsonWebKeySet);
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Jwks).AsSpan(0, 16))}\"";
    }

    public IReadOnlyList<SigningKey> Keys { get; }

    public byte[] Jwks { get; }

    public string ETag { get; }

    /// <summary>The key activated last; by a clock that is behind that of the replica which made the only key, that one.</summary>
    public SigningKey? ActiveAt(DateTimeOffset now)
    {
        for (var i = Keys.Count - 1; i >= 0; i--)
        {
            if (Keys[i].ActivatesAt <= now)
            {
                return Keys[i];
            }
        }

        return Keys.Count > 0 ? Keys[0] : null;
    }
}
