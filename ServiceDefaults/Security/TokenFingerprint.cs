using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Realtime.ServiceDefaults.Security;

/// <summary>SHA-256 of a token: the cache never holds tokens themselves.</summary>
internal readonly record struct TokenFingerprint(ulong A, ulong B, ulong C, ulong D)
{
    public static TokenFingerprint Of(ReadOnlySpan<byte> token)
    {
        Span<ulong> words = stackalloc ulong[4];
        SHA256.HashData(token, MemoryMarshal.AsBytes(words));
        return new TokenFingerprint(words[0], words[1], words[2], words[3]);
    }

    public override int GetHashCode() => (int)A;
}
