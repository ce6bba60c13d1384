using System.Security.Cryptography;
using System.Text;

namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>Identity of a message: the first half of SHA-256 over its target, its publisher's scope and its message id, with zero bytes between.</summary>
internal static class MessageKey
{
    /// <summary>As for an identity, of a whole body.</summary>
    public static Guid Of(string target, ReadOnlySpan<byte> body)
    {
        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        content.AppendData(Encoding.UTF8.GetBytes(target));
        content.AppendData([0]);
        content.AppendData(body);
        return new Guid(content.GetHashAndReset().AsSpan(0, 16));
    }

    public static Guid Of(string target, string scope, string messageId)
    {
        var room = Encoding.UTF8.GetMaxByteCount(target.Length + scope.Length + messageId.Length) + 2;
        Span<byte> text = room <= 2048 ? stackalloc byte[room] : new byte[room];
        var length = Encoding.UTF8.GetBytes(target, text);
        text[length++] = 0;
        length += Encoding.UTF8.GetBytes(scope, text[length..]);
        text[length++] = 0;
        length += Encoding.UTF8.GetBytes(messageId, text[length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return new Guid(hash[..16]);
    }
}
