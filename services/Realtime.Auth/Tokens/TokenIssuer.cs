using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Realtime.Auth.Configuration;
using Realtime.Auth.Data;
using Realtime.Auth.Keys;
using Realtime.Auth.Revocation;

namespace Realtime.Auth.Tokens;

/// <summary>Writes and signs access tokens (RFC 9068).</summary>
internal sealed class TokenIssuer(KeyRing keys, RevocationCache revocations, IOptions<AuthOptions> options, TimeProvider time)
{
    private readonly string _issuer = IssuerName.Of(options.Value);
    private readonly string _audience = options.Value.Audience;

    public string Name => _issuer;

    public string Audience => _audience;

    public IssuedToken Issue(TokenDescription description)
    {
        var key = keys.Active;
        var tokenId = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        var issuedAt = IssuedAt(description);
        var expiresAt = issuedAt + (long)Math.Ceiling(description.Lifetime.TotalSeconds);
        var payload = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(payload))
        {
            Write(writer, description, tokenId, issuedAt, expiresAt);
        }

        return new IssuedToken(Sign(key, payload.WrittenSpan), tokenId, DateTimeOffset.FromUnixTimeSeconds(expiresAt), expiresAt - issuedAt);
    }

    /// <summary>
    /// Times in tokens are whole seconds. A token issued in the same second in which its subject was revoked, but after that, says the
    /// next second: otherwise it would look revoked too. So does one for a client as it is after the change that revoked its tokens;
    /// one for the client as it was before stays revoked.
    /// </summary>
    private long IssuedAt(TokenDescription description)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var issuedAt = After(now, revocations.Last(RevocationKind.Subject, description.Subject));
        if (revocations.Last(RevocationKind.Client, description.ClientId) is not { } endedUntil || endedUntil.ToUnixTimeSeconds() < now)
        {
            return issuedAt;
        }

        return description.ClientChangedAt + options.Value.ClientCacheDuration >= endedUntil ? After(issuedAt, endedUntil) : now;
    }

    private static long After(long now, DateTimeOffset? revokedAt) => revokedAt is { } moment ? Math.Max(now, moment.ToUnixTimeSeconds() + 1) : now;

    private void Write(Utf8JsonWriter writer, TokenDescription description, string tokenId, long issuedAt, long expiresAt)
    {
        writer.WriteStartObject();
        writer.WriteString("iss"u8, _issuer);
        writer.WriteString("sub"u8, description.Subject);
        writer.WriteString("aud"u8, _audience);
        writer.WriteNumber("exp"u8, expiresAt);
        writer.WriteNumber("iat"u8, issuedAt);
        writer.WriteString("jti"u8, tokenId);
        writer.WriteString("sid"u8, description.SessionId);
        writer.WriteString("client_id"u8, description.ClientId);
        writer.WriteString("scope"u8, string.Join(' ', description.Scopes));
        if (description.Capabilities is { } capabilities)
        {
            writer.WritePropertyName("cap"u8);
            writer.WriteRawValue(capabilities);
        }

        if (description.Tenant is { } tenant)
        {
            writer.WriteString("tenant"u8, tenant);
        }

        if (description.Roles.Count > 0)
        {
            writer.WriteStartArray("roles"u8);
            foreach (var role in description.Roles)
            {
                writer.WriteStringValue(role);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static string Sign(SigningKey key, ReadOnlySpan<byte> payload)
    {
        var signed = key.EncodedHeader.Length + 1 + Base64Url.GetEncodedLength(payload.Length);
        var length = signed + 1 + Base64Url.GetEncodedLength(SigningKey.SignatureLength);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            key.EncodedHeader.CopyTo(buffer, 0);
            buffer[key.EncodedHeader.Length] = (byte)'.';
            Base64Url.EncodeToUtf8(payload, buffer.AsSpan(key.EncodedHeader.Length + 1));
            Span<byte> signature = stackalloc byte[SigningKey.SignatureLength];
            key.Sign(buffer.AsSpan(0, signed), signature);
            buffer[signed] = (byte)'.';
            Base64Url.EncodeToUtf8(signature, buffer.AsSpan(signed + 1));
            return Encoding.ASCII.GetString(buffer, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
