using System.Collections.Frozen;
using System.Text.Json;

namespace Realtime.ServiceDefaults.Security;

internal static class CapabilityReader
{
    /// <summary>The <c>cap</c> claim, an object or the same object as a string. One that cannot be read allows nothing, rather than everything.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>>? Read(JsonElement claims)
    {
        if (!claims.TryGetProperty("cap", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return FromObject(value);
        }

        try
        {
            using var nested = JsonDocument.Parse(value.GetString()!);
            return FromObject(nested.RootElement);
        }
        catch (JsonException)
        {
            return FrozenDictionary<string, IReadOnlyList<string>>.Empty;
        }
    }

    private static FrozenDictionary<string, IReadOnlyList<string>> FromObject(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return FrozenDictionary<string, IReadOnlyList<string>>.Empty;
        }

        var capabilities = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            capabilities[property.Name] = property.Value.ValueKind == JsonValueKind.Array
                ? [.. property.Value.EnumerateArray().Where(action => action.ValueKind == JsonValueKind.String).Select(action => action.GetString()!)]
                : [];
        }

        return capabilities.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
