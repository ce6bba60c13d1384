namespace Realtime.Auth.Configuration;

/// <summary>The clients of <c>Auth:Clients</c> by id.</summary>
internal sealed class ConfiguredClients
{
    public const string SectionName = "Auth:Clients";

    public Dictionary<string, ConfiguredClient> Clients { get; } = new(StringComparer.Ordinal);
}
