using System.Text.Json;
using Realtime.Auth.Configuration;

namespace Realtime.Auth.Opaque;

/// <summary>The JSON body of the two generate endpoints, read by hand so that every wrong type is a plain 400.</summary>
internal sealed class GenerateRequest(JsonElement root)
{
    private const int MaxIdLength = 200;

    /// <summary>A required text; empty counts as missing, and so does one that is too long to be an id.</summary>
    public string? Id(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= MaxIdLength } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>Whether an optional text is absent, null or a text.</summary>
    public bool TryGetOptional(string name, out string? text)
    {
        text = null;
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: <= MaxIdLength } given)
        {
            return false;
        }

        text = given.Length > 0 ? given : null;
        return true;
    }

    /// <summary>The lifetime, or null where it is absent and must not be, not a whole number, not positive, or above the limit.</summary>
    public TimeSpan? Lifetime(OpaqueTokenOptions options, bool required)
    {
        if (!root.TryGetProperty("expires_in_seconds", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return required ? null : options.DefaultLifetime;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds > 0 && seconds <= options.MaxLifetime.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }
}
