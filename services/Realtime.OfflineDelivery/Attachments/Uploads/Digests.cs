using System.Security.Cryptography;

namespace Realtime.OfflineDelivery.Attachments.Uploads;

/// <summary>SHA-256 as hexadecimal digits, and as the header <c>Repr-Digest</c> (RFC 9530) writes it.</summary>
internal static class Digests
{
    public const string Header = "Repr-Digest";
    private const string Prefix = "sha-256=:";

    /// <summary>Null when it is neither.</summary>
    public static byte[]? Read(string text)
    {
        if (text.Length == SHA256.HashSizeInBytes * 2 && text.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(text);
        }

        var member = text.Split(',', StringSplitOptions.TrimEntries).FirstOrDefault(static part => part.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase));
        if (member is null || !member.EndsWith(':') || member.Length <= Prefix.Length)
        {
            return null;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        return Convert.TryFromBase64String(member[Prefix.Length..^1], digest, out var written) && written == digest.Length ? digest.ToArray() : null;
    }

    public static string Write(byte[] sha256) => $"{Prefix}{Convert.ToBase64String(sha256)}:";
}
