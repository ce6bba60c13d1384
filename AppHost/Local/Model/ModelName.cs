using System.Text.RegularExpressions;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The rule that resource and endpoint names follow.</summary>
internal static partial class ModelName
{
    public static void Validate(string kind, string name)
    {
        if (name.Length > 64 || !Pattern.IsMatch(name))
        {
            throw new ArgumentException(
                $"{kind} name '{name}' is invalid: use at most 64 ASCII letters, digits and single hyphens, beginning with a letter and not ending with a hyphen.",
                nameof(name));
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$")]
    private static partial Regex Pattern { get; }
}
