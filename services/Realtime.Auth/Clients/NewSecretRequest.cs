namespace Realtime.Auth.Clients;

internal sealed record NewSecretRequest
{
    /// <summary>When the new secret stops working by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
