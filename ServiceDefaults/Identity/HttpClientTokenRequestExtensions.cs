namespace Realtime.ServiceDefaults.Identity;

/// <summary>Token requests on an HttpClient; names as in Duende.IdentityModel. Credentials go into the form.</summary>
public static class HttpClientTokenRequestExtensions
{
    public static Task<TokenResponse> RequestClientCredentialsTokenAsync(this HttpClient client, ClientCredentialsTokenRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(client, request, OidcConstants.GrantTypes.ClientCredentials, [new(OidcConstants.TokenRequest.Scope, request.Scope)], cancellationToken);

    public static Task<TokenResponse> RequestRefreshTokenAsync(this HttpClient client, RefreshTokenRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(
            client,
            request,
            OidcConstants.GrantTypes.RefreshToken,
            [new(OidcConstants.TokenRequest.RefreshToken, request.RefreshToken), new(OidcConstants.TokenRequest.Scope, request.Scope)],
            cancellationToken);

    public static Task<TokenResponse> RequestTokenExchangeTokenAsync(this HttpClient client, TokenExchangeTokenRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(
            client,
            request,
            OidcConstants.GrantTypes.TokenExchange,
            [
                new(OidcConstants.TokenRequest.SubjectToken, request.SubjectToken),
                new(OidcConstants.TokenRequest.SubjectTokenType, request.SubjectTokenType),
                new(OidcConstants.TokenRequest.Scope, request.Scope),
                new(OidcConstants.TokenRequest.Audience, request.Audience),
                new(OidcConstants.TokenRequest.Resource, request.Resource),
                new(OidcConstants.TokenRequest.RequestedTokenType, request.RequestedTokenType),
            ],
            cancellationToken);

    private static async Task<TokenResponse> SendAsync(HttpClient client, TokenRequest request, string grantType, KeyValuePair<string, string?>[] own, CancellationToken cancellationToken)
    {
        var form = new List<KeyValuePair<string, string>> { new(OidcConstants.TokenRequest.GrantType, grantType) };
        KeyValuePair<string, string?>[] credentials = [new(OidcConstants.TokenRequest.ClientId, request.ClientId), new(OidcConstants.TokenRequest.ClientSecret, request.ClientSecret)];
        foreach (var (name, value) in credentials.Concat(own))
        {
            if (!string.IsNullOrEmpty(value))
            {
                form.Add(new(name, value));
            }
        }

        form.AddRange(request.Parameters);
        using var content = new FormUrlEncodedContent(form);
        using var response = await client.PostAsync(request.Address, content, cancellationToken);
        return await TokenResponse.ReadAsync(response, cancellationToken);
    }
}
