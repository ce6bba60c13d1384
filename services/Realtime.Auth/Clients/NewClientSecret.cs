namespace Realtime.Auth.Clients;

/// <summary>The only answer that ever holds a secret: the one that made it.</summary>
internal sealed record NewClientSecret(Guid Id, string ClientId, string ClientSecret, DateTimeOffset? ExpiresAt)
{
    public override string ToString() => $"{nameof(NewClientSecret)} {{ {Id} }}";
}
