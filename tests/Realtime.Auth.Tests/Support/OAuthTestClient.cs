using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Realtime.Auth.Tests.Support;

/// <summary>Speaks to /connect/* as a client would.</summary>
internal sealed class OAuthTestClient(HttpClient http, string clientId = "dev", string secret = "dev-secret")
{
    public const string ExchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";
    public const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";

    public HttpClient Http => http;

    public string ClientId => clientId;

    public string Secret => secret;

    public static OAuthTestClient Of(AuthServer server, string clientId = "dev", string secret = "dev-secret") => new(server.Connect(), clientId, secret);

    public static OAuthTestClient Of(Uri server, string clientId = "dev", string secret = "dev-secret") => new(new HttpClient { BaseAddress = server }, clientId, secret);

    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] form)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))),
        };
        request.Headers.Authorization = Basic(clientId, secret);
        return http.SendAsync(request);
    }

    public Task<HttpResponseMessage> TokenAsync(params (string Name, string Value)[] form) => PostAsync("/connect/token", form);

    public async Task<JsonElement> GrantAsync(params (string Name, string Value)[] form)
    {
        using var response = await TokenAsync(form);
        var body = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(body);
        return JsonDocument.Parse(body).RootElement;
    }

    public async Task<string> OwnTokenAsync() => (await GrantAsync(("grant_type", "client_credentials"))).GetProperty("access_token").GetString()!;

    /// <summary>A user's token by exchange, with further parameters.</summary>
    public async Task<JsonElement> ExchangeAsync(string subject, params (string Name, string Value)[] more) =>
        await GrantAsync(await ExchangeFormAsync(subject, more));

    public async Task<(string Name, string Value)[]> ExchangeFormAsync(string subject, params (string Name, string Value)[] more) =>
    [
        ("grant_type", ExchangeGrant),
        ("subject_token", await OwnTokenAsync()),
        ("subject_token_type", AccessTokenType),
        ("requested_subject", subject),
        .. more,
    ];

    public async Task<JsonElement> IntrospectAsync(string token)
    {
        using var response = await PostAsync("/connect/introspect", ("token", token));
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<bool> IsActiveAsync(string token) => (await IntrospectAsync(token)).GetProperty("active").GetBoolean();

    public static AuthenticationHeaderValue Basic(string clientId, string secret) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(secret)}")));
}
