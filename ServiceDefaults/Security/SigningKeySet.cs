using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Realtime.ServiceDefaults.Security;

/// <summary>The issuer and its keys at one moment. Keys that left are not disposed: a validation may still use them.</summary>
internal sealed record SigningKeySet(string Issuer, FrozenDictionary<string, SigningKey> Keys, long LoadedAt);

/// <summary>A public P-256 key. ECDsa instances are not safe for concurrent use, so a few are kept per key.</summary>
internal sealed class SigningKey(ECParameters parameters)
{
    private readonly ECParameters _parameters = parameters;
    private readonly ECDsa?[] _idle = new ECDsa?[Environment.ProcessorCount * 2];

    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var key = Rent();
        try
        {
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        finally
        {
            Return(key);
        }
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
