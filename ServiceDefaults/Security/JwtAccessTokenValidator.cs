using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Microsoft.Extensions.Options;

namespace Realtime.ServiceDefaults.Security;

/// <summary>Compact JWS, ES256 and nothing else; a token seen before costs one hash and one lookup.</summary>
internal sealed class JwtAccessTokenValidator(SigningKeySource keys, IOptions<RealtimeAuthenticationOptions> options, IEnumerable<IRevokedTokens> revocations, TimeProvider time) : IAccessTokenValidator
{
    private const int SignatureLength = 64;
    private static readonly TimeSpan NotBeforeLeeway = TimeSpan.FromSeconds(30);

    private readonly RealtimeAuthenticationOptions _options = options.Value;
    private readonly TokenCache _cache = new(options.Value.TokenCacheSize);
    private readonly IRevokedTokens[] _revocations = [.. revocations];

    public ValueTask<AccessTokenResult> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token) || token.Length > _options.MaxTokenLength || !Ascii.IsValid(token))
        {
            return ValueTask.FromResult(AccessTokenResult.Failed(AccessTokenFailure.Malformed));
        }

        var buffer = ArrayPool<byte>.Shared.Rent(token.Length);
        TokenFingerprint fingerprint;
        try
        {
            Encoding.ASCII.GetBytes(token, buffer);
            fingerprint = TokenFingerprint.Of(buffer.AsSpan(0, token.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (_cache.Find(fingerprint) is { } cached && keys.Current is { } current && current.Keys.ContainsKey(cached.KeyId))
        {
            keys.RefreshIfOld(current);
            return ValueTask.FromResult(Judge(cached.Token, fingerprint));
        }

        return ValidateNewAsync(token, fingerprint, cancellationToken);
    }

    private async ValueTask<AccessTokenResult> ValidateNewAsync(string token, TokenFingerprint fingerprint, CancellationToken cancellationToken)
    {
        var bytes = Encoding.ASCII.GetBytes(token);
        if (!TrySplit(bytes, out var headerEnd, out var payloadEnd) || JwtReader.ReadKeyId(bytes.AsSpan(0, headerEnd)) is not { } keyId)
        {
            return AccessTokenResult.Failed(AccessTokenFailure.Malformed);
        }

        var set = await keys.GetAsync(cancellationToken);
        if (set?.Keys.ContainsKey(keyId) != true)
        {
            set = await keys.FetchedAsync(cancellationToken);
        }

        if (set?.Keys.GetValueOrDefault(keyId) is not { } key)
        {
            return AccessTokenResult.Failed(set is null || keys.IsUnreachable ? AccessTokenFailure.Unavailable : AccessTokenFailure.UnknownKey);
        }

        if (!VerifySignature(key, bytes, payloadEnd))
        {
            return AccessTokenResult.Failed(AccessTokenFailure.BadSignature);
        }

        if (JwtReader.ReadClaims(bytes.AsSpan(headerEnd + 1, payloadEnd - headerEnd - 1)) is not { } claims)
        {
            return AccessTokenResult.Failed(AccessTokenFailure.Malformed);
        }

        if (CheckClaims(claims, set) is var failure and not AccessTokenFailure.None)
        {
            return AccessTokenResult.Failed(failure);
        }

        var result = Judge(claims.Token, fingerprint);
        if (result.Succeeded)
        {
            _cache.Add(fingerprint, new CachedToken(claims.Token, keyId));
        }

        return result;
    }

    private static bool TrySplit(ReadOnlySpan<byte> token, out int headerEnd, out int payloadEnd)
    {
        headerEnd = token.IndexOf((byte)'.');
        payloadEnd = token.LastIndexOf((byte)'.');
        return headerEnd > 0 && payloadEnd > headerEnd + 1 && payloadEnd < token.Length - 1 && token[(headerEnd + 1)..payloadEnd].IndexOf((byte)'.') < 0;
    }

    private static bool VerifySignature(SigningKey key, ReadOnlySpan<byte> token, int payloadEnd)
    {
        Span<byte> signature = stackalloc byte[SignatureLength];
        var encoded = token[(payloadEnd + 1)..];
        return encoded.Length == Base64Url.GetEncodedLength(SignatureLength)
            && Base64Url.DecodeFromUtf8(encoded, signature, out _, out var written) == OperationStatus.Done
            && written == SignatureLength
            && key.Verify(token[..payloadEnd], signature);
    }

    private AccessTokenFailure CheckClaims(JwtClaims claims, SigningKeySet set)
    {
        if (!string.Equals(claims.Token.Issuer, set.Issuer, StringComparison.Ordinal))
        {
            return AccessTokenFailure.WrongIssuer;
        }

        if (!claims.Audiences.Contains(_options.Audience, StringComparer.Ordinal))
        {
            return AccessTokenFailure.WrongAudience;
        }

        return claims.NotBefore > time.GetUtcNow() + NotBeforeLeeway ? AccessTokenFailure.NotYetValid : AccessTokenFailure.None;
    }

    /// <summary>What may change while a token is cached.</summary>
    private AccessTokenResult Judge(AccessToken token, TokenFingerprint fingerprint)
    {
        if (token.ExpiresAt + _options.ClockSkew <= time.GetUtcNow())
        {
            _cache.Remove(fingerprint);
            return AccessTokenResult.Failed(AccessTokenFailure.Expired);
        }

        foreach (var revocation in _revocations)
        {
            if (revocation.IsRevoked(token))
            {
                return AccessTokenResult.Failed(AccessTokenFailure.Revoked);
            }
        }

        return AccessTokenResult.Success(token);
    }
}
