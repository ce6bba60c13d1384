using Realtime.Contracts.Rooms;
using Realtime.Contracts.Wire;

namespace Realtime.Auth.Clients;

/// <summary>What a client may be set to. All errors are listed, by the name of the setting.</summary>
internal static class ClientRules
{
    public const int MaxSecrets = 2;
    private const int MaxListLength = 50;
    private const int MaxWordLength = 100;
    private const int MaxLifetimeSeconds = 7 * 24 * 3600;
    private static readonly string[] KnownScopes = [Scopes.Connect, Scopes.Publish, Scopes.Read, Scopes.Admin];

    public static Dictionary<string, string[]> Check(ClientDefinition definition)
    {
        Dictionary<string, string[]> errors = new(StringComparer.Ordinal);
        Require(errors, "client_id", IsClientId(definition.ClientId), "must be 1 to 200 characters of letters, digits and _:@.-/|+=~");
        Require(errors, "display_name", definition.DisplayName is not { } text || (text.Length <= 200 && !text.Any(char.IsControl)), "must be at most 200 printable characters");
        Require(errors, "grants", definition.Grants.Length > 0 && definition.Grants.All(GrantTypes.All.Contains), $"must be among {string.Join(", ", GrantTypes.All)}");
        Require(errors, "scopes", definition.Scopes.All(KnownScopes.Contains), $"must be among {string.Join(", ", KnownScopes)}");
        Require(errors, "roles", AreWords(definition.Roles), "must be words without white space and commas");
        Require(
            errors,
            "exchange_subjects",
            definition.ExchangeSubjects.Length <= MaxListLength && definition.ExchangeSubjects.All(SubjectPattern.IsValid),
            "must be patterns of printable characters, * for any");
        Require(errors, "token_lifetime_seconds", definition.TokenLifetimeSeconds is null or (> 0 and <= MaxLifetimeSeconds), $"must be 1 to {MaxLifetimeSeconds}");
        Require(errors, "requests_per_minute", definition.RequestsPerMinute is null or > 0, "must be positive");
        return errors;
    }

    /// <summary>The rule for user ids too: a client is the subject of its own tokens.</summary>
    public static bool IsClientId(string? clientId) => UserId.IsValid(clientId);

    private static bool AreWords(string[] words) =>
        words.Length <= MaxListLength && words.All(word => word is { Length: > 0 and <= MaxWordLength } && !word.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character == ','));

    private static void Require(Dictionary<string, string[]> errors, string setting, bool holds, string rule)
    {
        if (!holds)
        {
            errors[setting] = [rule];
        }
    }
}
