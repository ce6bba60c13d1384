namespace Realtime.Auth.Clients;

/// <summary>What a request shows to authenticate its client. Never printed.</summary>
internal sealed record ClientCredentials(string ClientId, string Secret)
{
    public override string ToString() => $"{nameof(ClientCredentials)} {{ {ClientId} }}";
}
