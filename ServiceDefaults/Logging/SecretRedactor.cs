using System.Text.RegularExpressions;

namespace Realtime.ServiceDefaults.Logging;

/// <summary>Takes credentials out of addresses and texts before they are logged or traced.</summary>
public static partial class SecretRedactor
{
    public const string Mask = "REDACTED";

    /// <summary>The same instance when there was nothing to take out.</summary>
    public static string Redact(string text) => text.Contains('=', StringComparison.Ordinal) ? QueryCredential().Replace(text, $"$1{Mask}") : text;

    [GeneratedRegex("""((?:^|[?&\s"'])(?:token|x-api-key|access-token|access_token|api_key|client_secret|subject_token|refresh_token)=)[^&\s"'#]+""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex QueryCredential();
}
