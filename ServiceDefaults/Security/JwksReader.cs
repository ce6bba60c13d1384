using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;

namespace Realtime.ServiceDefaults.Security;

internal static class JwksReader
{
    /// <summary>The ES256 signature keys of a JWKS; keys of other kinds are not for us, and are left out.</summary>
    public static FrozenDictionary<string, SigningKey> Read(JsonElement jwks)
    {
        var keys = new Dictionary<string, SigningKey>(StringComparer.Ordinal);
        foreach (var jwk in jwks.GetProperty("keys").EnumerateArray())
        {
            if (ReadKey(jwk) is var (kid, key))
            {
                keys[kid] = key;
            }
        }

        return keys.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static (string Kid, SigningKey Key)? ReadKey(JsonElement jwk)
    {
        if (Text(jwk, "kty") != "EC" || Text(jwk, "crv") != "P-256" || Text(jwk, "use") is not (null or "sig") || Text(jwk, "alg") is not (null or "ES256"))
        {
            return null;
        }

        if (Text(jwk, "kid") is not { Length: > 0 } kid || Coordinate(jwk, "x") is not { } x || Coordinate(jwk, "y") is not { } y)
        {
            return null;
        }

        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        try
        {
            using var probe = ECDsa.Create(parameters);
            return (kid, new SigningKey(parameters));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[]? Coordinate(JsonElement jwk, string name) =>
        Text(jwk, name) is { } text && Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is { Length: 32 } bytes ? bytes : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
