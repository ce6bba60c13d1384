using System.Security.Cryptography;

namespace Realtime.Auth.Opaque;

/// <summary>One AES-256 key. AesGcm instances are not safe for concurrent use where OpenSSL does the work, so a few are kept.</summary>
internal sealed class OpaqueKey(byte[] key) : IDisposable
{
    public const int NonceLength = 12;
    public const int TagLength = 16;

    private readonly AesGcm?[] _idle = new AesGcm?[Environment.ProcessorCount * 2];

    /// <summary>Writes nonce, ciphertext and tag.</summary>
    public void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        var aes = Rent();
        try
        {
            nonce.CopyTo(destination);
            aes.Encrypt(nonce, plaintext, destination.Slice(NonceLength, plaintext.Length), destination[(NonceLength + plaintext.Length)..]);
        }
        finally
        {
            Return(aes);
        }
    }

    /// <summary>Whether this key made it.</summary>
    public bool TryDecrypt(ReadOnlySpan<byte> source, Span<byte> plaintext)
    {
        var aes = Rent();
        try
        {
            aes.Decrypt(source[..NonceLength], source.Slice(NonceLength, plaintext.Length), source[(NonceLength + plaintext.Length)..], plaintext);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            Return(aes);
        }
    }

    public void Dispose()
    {
        for (var i = 0; i < _idle.Length; i++)
        {
            Interlocked.Exchange(ref _idle[i], null)?.Dispose();
        }
    }

    private AesGcm Rent()
    {
        for (var i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.Exchange(ref _idle[i], null) is { } aes)
            {
                return aes;
            }
        }

        return new AesGcm(key, TagLength);
    }

    private void Return(AesGcm aes)
    {
        for (var i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _idle[i], aes, null) is null)
            {
                return;
            }
        }

        aes.Dispose();
    }
}
