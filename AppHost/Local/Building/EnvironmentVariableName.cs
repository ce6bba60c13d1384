using System.Text;

namespace Aspire.Hosting.ApplicationModel;

internal static class EnvironmentVariableName
{
    /// <summary>Makes a name that every shell takes: other characters than letters and digits become <c>_</c>, a leading digit gets one in front.</summary>
    public static string Encode(string name)
    {
        var encoded = new StringBuilder(name.Length + 1);
        if (name.Length > 0 && char.IsAsciiDigit(name[0]))
        {
            encoded.Append('_');
        }

        foreach (var character in name)
        {
            encoded.Append(char.IsAsciiLetterOrDigit(character) ? character : '_');
        }

        return encoded.ToString();
    }
}
