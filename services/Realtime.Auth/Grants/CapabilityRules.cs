using System.Text.Json;
using Realtime.Auth.Http;
using Realtime.Auth.Tokens;

namespace Realtime.Auth.Grants;

/// <summary>The <c>cap</c> parameter: room pattern to a list of actions. What is not understood is refused, since ignoring it would grant more or less than meant.</summary>
internal static class CapabilityRules
{
    private const int MaxLength = 4_096;
    private const int MaxPatterns = 100;
    private const int MaxPatternLength = 200;
    private static readonly string[] Actions = ["subscribe", "publish", "presence", "history", "direct"];
    private static readonly OAuthError Invalid = OAuthError.InvalidRequest(
        "cap must be a JSON object from room patterns to lists of subscribe, publish, presence, history and direct.");

    /// <summary>The object as compact JSON.</summary>
    public static OAuthResult<string> Normalize(string text)
    {
        if (text.Length > MaxLength)
        {
            return OAuthError.InvalidRequest($"cap must be at most {MaxLength} characters.");
        }

        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 3 });
            return JsonText.IsWellFormed(document.RootElement) && IsValid(document.RootElement) ? JsonSerializer.Serialize(document.RootElement) : Invalid;
        }
        catch (JsonException)
        {
            return Invalid;
        }
    }

    private static bool IsValid(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        return root.EnumerateObject().All(entry => seen.Add(entry.Name) && seen.Count <= MaxPatterns && IsPattern(entry.Name) && IsActionList(entry.Value));
    }

    private static bool IsPattern(string pattern) =>
        pattern.Length is > 0 and <= MaxPatternLength
        && pattern.All(character => char.IsAsciiLetterOrDigit(character) || "_:@.-/*".Contains(character, StringComparison.Ordinal));

    private static bool IsActionList(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
        && value.EnumerateArray().All(action => action.ValueKind == JsonValueKind.String && Actions.Contains(action.GetString(), StringComparer.Ordinal));
}
