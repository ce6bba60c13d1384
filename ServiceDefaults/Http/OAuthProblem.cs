using System.Text.Json.Serialization;

namespace Realtime.ServiceDefaults.Http;

/// <summary>An error of RFC 6749, section 5.2.</summary>
internal sealed record OAuthProblem(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("error_description")] string Description);
