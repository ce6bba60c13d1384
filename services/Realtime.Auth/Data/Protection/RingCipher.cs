using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.Extensions.Options;
using Realtime.Auth.Configuration;

namespace Realtime.Auth.Data.Protection;

/// <summary>AES-256-GCM over an element of the key ring: nonce, ciphertext and tag in base64, and which key it was.</summary>
internal sealed class RingCipher(IOptions<DataProtectionKeyOptions> options)
{
    private const string ElementName = "aes256gcm";
    private const string KeyName = "key";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[][] _keys = [.. options.Value.Keys.Select(Convert.FromHexString)];

    public bool HasKeys => _keys.Length > 0;

    /// <summary>Whether an element was encrypted by the first key.</summary>
    public bool IsCurrent(XElement encrypted) => (string?)encrypted.Attribute(KeyName) == IdOf(_keys[0]);

    public XElement Encrypt(XElement element)
    {
        var plain = Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting));
        var sealedBytes = new byte[NonceBytes + plain.Length + TagBytes];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_keys[0], TagBytes);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceBytes, plain.Length), sealedBytes.AsSpan(NonceBytes + plain.Length));
        CryptographicOperations.ZeroMemory(plain);
        return new XElement(ElementName, new XAttribute(KeyName, IdOf(_keys[0])), Convert.ToBase64String(sealedBytes));
    }

    /// <exception cref="CryptographicException">No configured key opens it.</exception>
    public XElement Decrypt(XElement encrypted)
    {
        var id = (string?)encrypted.Attribute(KeyName);
        var key = Array.Find(_keys, key => IdOf(key) == id)
            ?? throw new CryptographicException($"The key ring was encrypted with the key '{id}', which is not among Auth:DataProtection:Keys.");
        var sealedBytes = Convert.FromBase64String(encrypted.Value);
        var plain = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(sealedBytes.AsSpan(0, NonceBytes), sealedBytes.AsSpan(NonceBytes, plain.Length), sealedBytes.AsSpan(NonceBytes + plain.Length), plain);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }

    /// <summary>Tells keys apart without telling them.</summary>
    private static string IdOf(byte[] key) => Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, 4));
}
