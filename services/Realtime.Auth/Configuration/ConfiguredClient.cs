namespace Realtime.Auth.Configuration;

/// <summary>A client given by configuration, <c>Auth:Clients:&lt;client id&gt;</c>.</summary>
internal sealed class ConfiguredClient
{
    public string? DisplayName { get; set; }

    /// <summary>One or two secrets.</summary>
    public string[] Secrets { get; set; } = [];

    /// <summary>The same as a single secret.</summary>
    public string? Secret { get; set; }

    public string[] Grants { get; set; } = [];

    public string[] Scopes { get; set; } = [];

    public string[] Roles { get; set; } = [];

    public string[] ExchangeSubjects { get; set; } = [];

    public TimeSpan? TokenLifetime { get; set; }

    public int? RequestsPerMinute { get; set; }

    public string[] AllSecrets() => Secret is null ? Secrets : [Secret, .. Secrets];
}
