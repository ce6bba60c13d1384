using System.Collections;

namespace Aspire.Hosting.Orchestration.Servers;

internal static class CleanEnvironment
{
    /// <summary>The host's environment without the variables that would configure the child by accident.</summary>
    public static Dictionary<string, string> Without(Func<string, bool> isUnwanted)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            if (entry is { Key: string name, Value: string value } && !isUnwanted(name))
            {
                result[name] = value;
            }
        }

        return result;
    }
}
