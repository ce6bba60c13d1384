using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Realtime.EndToEnd.Tests.Client;

/// <summary>Gets tokens as a stranger would: two form posts.</summary>
internal sealed class TokenClient(HttpClient http, string clientId = "dev", string secret = "dev-secret")
{
    public const string ExchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";

    public async Task<string> ForClientAsync(string? scope = null)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials" };
        if (scope is not null)
        {
            form["scope"] = scope;
        }

        using var answer = await PostAsync(form);
        return answer.RootElement.GetProperty("access_token").GetString()!;
    }

    public async Task<string> ForUserAsync(string userId, params (string Name, string Value)[] more)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = ExchangeGrant,
            ["subject_token"] = await ForClientAsync(),
            ["subject_token_type"] = AccessTokenType,
            ["requested_subject"] = userId,
        };
        foreach (var (name, value) in more)
        {
            form[name] = value;
        }

        using var answer = await PostAsync(form);
        return answer.RootElement.GetProperty("access_token").GetString()!;
    }

    private async Task<JsonDocument> PostAsync(Dictionary<string, string> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{secret}")));
        using var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(body);
        return JsonDocument.Parse(body);
    }
}
