namespace Realtime.Auth.Clients;

internal static class GrantTypes
{
    public const string ClientCredentials = "client_credentials";
    public const string RefreshToken = "refresh_token";
    public const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

    public static readonly IReadOnlyList<string> All = [ClientCredentials, RefreshToken, TokenExchange];
}
