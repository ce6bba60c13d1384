namespace Realtime.Auth.Data;

/// <summary>An ES256 key. Every replica signs with the key that was activated last, so they agree without talking to each other.</summary>
internal sealed class SigningKeyEntity
{
    public required string KeyId { get; init; }

    /// <summary>The PKCS#8 private key, encrypted with ASP.NET Core data protection.</summary>
    public required string ProtectedKey { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ActivatesAt { get; init; }
}
