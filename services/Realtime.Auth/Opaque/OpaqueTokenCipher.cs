using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Realtime.Auth.Opaque;

/// <summary>
/// AES-256-GCM: base64url with padding of nonce (12), ciphertext and tag (16), without associated data. Two keys may be live: the
/// first encrypts, both decrypt.
/// </summary>
internal sealed class OpaqueTokenCipher : IDisposable
{
    public const int MaxTokenLength = 8_192;
    private readonly OpaqueKey[] _keys;

    public OpaqueTokenCipher(IEnumerable<string> hexKeys) => _keys = [.. hexKeys.Select(key => new OpaqueKey(Convert.FromHexString(key)))];

    public string Encrypt(ReadOnlySpan<byte> plaintext) => Encrypt(plaintext, RandomNumberGenerator.GetBytes(OpaqueKey.NonceLength));

    public string Encrypt(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> nonce)
    {
        var sealedBytes = new byte[OpaqueKey.NonceLength + plaintext.Length + OpaqueKey.TagLength];
        _keys[0].Encrypt(nonce, plaintext, sealedBytes);
        var encoded = Base64Url.EncodeToString(sealedBytes);
        return encoded.PadRight((encoded.Length + 3) / 4 * 4, '=');
    }

    /// <summary>The plaintext, or null for anything that none of the keys made.</summary>
    public byte[]? TryDecrypt(string token)
    {
        if (Decode(token) is not { Length: >= OpaqueKey.NonceLength + OpaqueKey.TagLength } bytes)
        {
            return null;
        }

        var plaintext = new byte[bytes.Length - OpaqueKey.NonceLength - OpaqueKey.TagLength];
        return Array.Exists(_keys, key => key.TryDecrypt(bytes, plaintext)) ? plaintext : null;
    }

    public void Dispose()
    {
        foreach (var key in _keys)
        {
            key.Dispose();
        }
    }

    /// <summary>Strict base64url, with padding or without: no white space, no other alphabet.</summary>
    private static byte[]? Decode(string token)
    {
        if (token.Length is 0 or > MaxTokenLength || !Ascii.IsValid(token))
        {
            return null;
        }

        var text = token.AsSpan().TrimEnd('=');
        var padding = token.Length - text.Length;
        if (padding > 0 && (token.Length % 4 != 0 || padding > 2) || text.ContainsAny(" \t\r\n"))
        {
            return null;
        }

        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.DecodeFromChars(text, bytes, out var consumed, out var written) == OperationStatus.Done && consumed == text.Length
            ? bytes[..written]
            : null;
    }
}
