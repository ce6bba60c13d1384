namespace Realtime.Auth.Configuration;

/// <summary>What the key ring in authdb is encrypted with.</summary>
internal sealed class DataProtectionKeyOptions
{
    public const string SectionName = "Auth:DataProtection";

    /// <summary>AES-256 keys in hexadecimal digits: the first encrypts, all decrypt. None: the ring lies open in the database.</summary>
    public IList<string> Keys { get; } = [];
}
