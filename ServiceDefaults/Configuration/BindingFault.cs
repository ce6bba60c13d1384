using System.Text.RegularExpressions;

namespace Realtime.ServiceDefaults.Configuration;

/// <summary>The binder's complaints repeat the value, which may be a secret that was put in the wrong place.</summary>
internal static partial class BindingFault
{
    public static bool Is(Exception exception) => exception is InvalidOperationException && Value().IsMatch(exception.Message);

    public static string Describe(Exception exception) => Value().Replace(exception.Message, "configuration value at ");

    [GeneratedRegex("configuration value '.*' at ", RegexOptions.Singleline)]
    private static partial Regex Value();
}
