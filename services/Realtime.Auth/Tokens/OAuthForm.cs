using System.Diagnostics.CodeAnalysis;

namespace Realtime.Auth.Tokens;

/// <summary>The parameters of a request: each at most once, and one without a value as if it were left out (RFC 6749, section 3.2).</summary>
internal sealed class OAuthForm(IReadOnlyDictionary<string, string> values)
{
    public string? this[string name] => values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public bool TryGet(string name, [NotNullWhen(true)] out string? value)
    {
        value = this[name];
        return value is not null;
    }

    /// <summary>Space-separated words without duplicates, in order.</summary>
    public string[] Words(string name) =>
        this[name]?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToArray() ?? [];
}
