using System.Buffers.Text;
using System.Collections.Frozen;
using System.Text.Json;

namespace Realtime.ServiceDefaults.Security;

/// <summary>Reads the parts of a compact JWS. Nothing here is trusted until the signature has been verified.</summary>
internal static class JwtReader
{
    private const int MaxDepth = 8;

    /// <summary>The key id of an ES256 header; null for every other algorithm, for critical extensions and for nonsense.</summary>
    public static string? ReadKeyId(ReadOnlySpan<byte> encodedHeader)
    {
        using var header = Parse(encodedHeader);
        try
        {
            return header is null ? null : KeyIdOf(header.RootElement);
        }
        catch (InvalidOperationException)
        {
            // Bytes that are no UTF-8, or half a surrogate pair: the parser accepts them and throws when they are read.
            return null;
        }
    }

    public static JwtClaims? ReadClaims(ReadOnlySpan<byte> encodedPayload)
    {
        using var payload = Parse(encodedPayload);
        try
        {
            return payload is null ? null : ClaimsOf(payload.RootElement);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? KeyIdOf(JsonElement header) =>
        header.ValueKind == JsonValueKind.Object && !header.TryGetProperty("crit", out _) && Text(header, "alg") == "ES256" ? Text(header, "kid") : null;

    private static JwtClaims? ClaimsOf(JsonElement claims)
    {
        if (claims.ValueKind != JsonValueKind.Object
            || Text(claims, "sub") is not { Length: > 0 } subject || Time(claims, "exp") is not { } expires || Text(claims, "iss") is not { } issuer)
        {
            return null;
        }

        var token = new AccessToken
        {
            Subject = subject,
            TokenId = Text(claims, "jti") ?? "",
            SessionId = Text(claims, "sid"),
            ClientId = Text(claims, "client_id"),
            Issuer = issuer,
            Tenant = Text(claims, "tenant"),
            IssuedAt = Time(claims, "iat") ?? default,
            ExpiresAt = expires,
            Scopes = Words(claims, "scope").ToFrozenSet(StringComparer.Ordinal),
            Roles = Words(claims, "roles").ToFrozenSet(StringComparer.Ordinal),
            Capabilities = CapabilityReader.Read(claims),
        };
        return new JwtClaims(token, Time(claims, "nbf"), Words(claims, "aud", split: false));
    }

    private static JsonDocument? Parse(ReadOnlySpan<byte> encoded)
    {
        try
        {
            return JsonDocument.Parse(Base64Url.DecodeFromUtf8(encoded), new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and <= 253_402_300_799
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    private static string[] Words(JsonElement element, string name, bool split = true)
    {
        if (!element.TryGetProperty(name, out var value))
        {
            return [];
        }

        return value.ValueKind switch
        {
            JsonValueKind.String when split => value.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
            _ => [],
        };
    }
}
