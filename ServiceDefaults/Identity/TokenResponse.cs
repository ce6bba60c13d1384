using System.Net;
using System.Text.Json;

namespace Realtime.ServiceDefaults.Identity;

/// <summary>The answer of a token endpoint. A refusal is a value here, not an exception.</summary>
public sealed class TokenResponse
{
    private TokenResponse(JsonElement json, HttpStatusCode status, string? error)
    {
        Json = json;
        HttpStatusCode = status;
        Error = error ?? Text(OidcConstants.TokenResponse.Error);
    }

    public JsonElement Json { get; }

    public HttpStatusCode HttpStatusCode { get; }

    public string? Error { get; }

    public bool IsError => Error is not null;

    public string? AccessToken => Text(OidcConstants.TokenResponse.AccessToken);

    public string? RefreshToken => Text(OidcConstants.TokenResponse.RefreshToken);

    public string? TokenType => Text(OidcConstants.TokenResponse.TokenType);

    public string? Scope => Text(OidcConstants.TokenResponse.Scope);

    public string? ErrorDescription => Text(OidcConstants.TokenResponse.ErrorDescription);

    public int ExpiresIn =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(OidcConstants.TokenResponse.ExpiresIn, out var value) && value.TryGetInt32(out var seconds) ? seconds : 0;

    internal static async Task<TokenResponse> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        JsonElement json = default;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            json = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return new TokenResponse(default, response.StatusCode, response.ReasonPhrase ?? "invalid_response");
        }

        var refused = !response.IsSuccessStatusCode && !(json.ValueKind == JsonValueKind.Object && json.TryGetProperty(OidcConstants.TokenResponse.Error, out _));
        return new TokenResponse(json, response.StatusCode, refused ? response.ReasonPhrase ?? "error" : null);
    }

    private string? Text(string name) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
