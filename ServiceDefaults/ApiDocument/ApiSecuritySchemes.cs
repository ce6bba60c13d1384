using Microsoft.OpenApi;

namespace Realtime.ServiceDefaults.ApiDocument;

/// <summary>The ways in which callers of the HTTP API prove who they are.</summary>
public static class ApiSecuritySchemes
{
    /// <summary>An access token.</summary>
    public const string Bearer = "bearer";

    /// <summary>A client of Auth with its secret.</summary>
    public const string Client = "client";

    /// <summary>The key of the opaque token routes, as header.</summary>
    public const string ApiKey = "api_key";

    /// <summary>The same, in the query.</summary>
    public const string ApiKeyQuery = "api_key_query";

    /// <summary>The key that services show each other.</summary>
    public const string Internal = "internal";

    internal static OpenApiSecurityScheme Describe(string name) => name switch
    {
        Client => new() { Type = SecuritySchemeType.Http, Scheme = "basic", Description = "A client and its secret (or client_id and client_secret in the form)." },
        ApiKey => new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-API-Key", Description = "A key of Auth:UserTokens:ApiKeys or Auth:AdminTokens:ApiKeys." },
        ApiKeyQuery => new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Query, Name = "x-api-key", Description = "The same key in the query." },
        Internal => new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Internal-Key", Description = "Internal:Key, the same for all services." },
        _ => new() { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "An access token of /connect/token." },
    };
}
