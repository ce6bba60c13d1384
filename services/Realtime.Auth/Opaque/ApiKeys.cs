using System.Security.Cryptography;
using System.Text;

namespace Realtime.Auth.Opaque;

/// <summary>The API secrets of one kind, compared in constant time whatever their lengths.</summary>
internal sealed class ApiKeys(IEnumerable<string> keys)
{
    private readonly byte[][] _hashes = [.. keys.Select(Hash)];

    public bool Accepts(string? candidate)
    {
        if (string.IsNullOrEmpty(candidate))
        {
            return false;
        }

        var hash = Hash(candidate);
        var accepted = false;
        foreach (var known in _hashes)
        {
            accepted |= CryptographicOperations.FixedTimeEquals(hash, known);
        }

        return accepted;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
