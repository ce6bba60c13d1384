using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Realtime.Auth.Keys;

/// <summary>An ES256 key in use. ECDsa instances are not safe for concurrent use, so a few are kept.</summary>
internal sealed class SigningKey
{
    public const string Algorithm = "ES256";
    public const int SignatureLength = 64;

    // The default encoder would write the + of at+jwt as an escape.
    private static readonly KeysJsonContext Json = new(new JsonSerializerOptions(KeysJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly ECParameters _parameters;
    private readonly ECDsa?[] _idle = new ECDsa?[Environment.ProcessorCount * 2];

    private SigningKey(string keyId, ECParameters parameters, DateTimeOffset activatesAt)
    {
        KeyId = keyId;
        _parameters = parameters;
        ActivatesAt = activatesAt;
        EncodedHeader = Encoding.ASCII.GetBytes(Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(
            new JwtHeader(Algorithm, keyId, "at+jwt"),
            Json.JwtHeader)));
    }

    public string KeyId { get; }

    public DateTimeOffset ActivatesAt { get; }

    /// <summary>The base64url-encoded header of every token signed with this key.</summary>
    public byte[] EncodedHeader { get; }

    public string X => Base64Url.EncodeToString(_parameters.Q.X);

    public string Y => Base64Url.EncodeToString(_parameters.Q.Y);

    public static SigningKey FromPkcs8(byte[] pkcs8, DateTimeOffset activatesAt)
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        var parameters = key.ExportParameters(includePrivateParameters: true);
        return new SigningKey(Thumbprint(parameters), parameters, activatesAt);
    }

    public static string KeyIdOf(ECDsa key) => Thumbprint(key.ExportParameters(includePrivateParameters: false));

    public void Sign(ReadOnlySpan<byte> data, Span<byte> signature)
    {
        var key = Rent();
        try
        {
            key.SignData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        finally
        {
            Return(key);
        }
    }

    /// <summary>RFC 7638: the hash of the required members in lexicographic order.</summary>
    private static string Thumbprint(ECParameters key)
    {
        var text = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(key.Q.X)}}","y":"{{Base64Url.EncodeToString(key.Q.Y)}}"}""";
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
    }

    private ECDsa Rent()
    {
        for (var i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.Exchange(ref _idle[i], null) is { } key)
            {
                return key;
            }
        }

        return ECDsa.Create(_parameters);
    }

    private void Return(ECDsa key)
    {
        for (var i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _idle[i], key, null) is null)
            {
                return;
            }
        }

        key.Dispose();
    }
}
