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
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly AesGcm[] _keys;

    public OpaqueTokenCipher(IEnumerable<string> hexKeys) =>
        _keys = [.. hexKeys.Select(key => new AesGcm(Convert.FromHexString(key), TagLength))];

    public string Encrypt(ReadOnlySpan<byte> plaintext) => Encrypt(plaintext, RandomNumberGenerator.GetBytes(NonceLength));

    public string Encrypt(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> nonce)
    {
        var sealedBytes = new byte[NonceLength + plaintext.Length + TagLength];
        nonce.CopyTo(sealedBytes);
        var ciphertext = sealedBytes.AsSpan(NonceLength, plaintext.Length);
        _keys[0].Encrypt(nonce, plaintext, ciphertext, sealedBytes.AsSpan(NonceLength + plaintext.Length));
        var encoded = Base64Url.EncodeToString(sealedBytes);
        return encoded.PadRight((encoded.Length + 3) / 4 * 4, '=');
    }

    /// <summary>The plaintext, or null for anything that none of the keys made.</summary>
    public byte[]? TryDecrypt(string token)
    {
        if (Decode(token) is not { Length: >= NonceLength + TagLength } bytes)
        {
            return null;
        }

        var plaintext = new byte[bytes.Length - NonceLength - TagLength];
        foreach (var key in _keys)
        {
            try
            {
                key.Decrypt(bytes.AsSpan(0, NonceLength), bytes.AsSpan(NonceLength, plaintext.Length), bytes.AsSpan(NonceLength + plaintext.Length), plaintext);
                return plaintext;
            }
            catch (AuthenticationTagMismatchException)
            {
                // Made with another key, or by somebody who has none.
            }
        }

        return null;
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
