using System.Text.RegularExpressions;

namespace Realtime.ServiceDefaults.Logging;

/// <summary>Takes credentials out of addresses, connection strings and texts before they are logged or traced.</summary>
public static partial class SecretRedactor
{
    public const string Mask = "REDACTED";

    /// <summary>The same instance when there was nothing to take out, or it is out already.</summary>
    public static string Redact(string text)
    {
        var clean = text.Contains('=', StringComparison.Ordinal) ? NamedCredential().Replace(text, $"$1{Mask}") : text;
        clean = clean.Contains('@', StringComparison.Ordinal) ? AddressPassword().Replace(clean, $"$1{Mask}") : clean;
        return clean.Contains("bearer ", StringComparison.OrdinalIgnoreCase) ? BearerToken().Replace(clean, $"$1{Mask}") : clean;
    }

    [GeneratedRegex("""((?:^|[?&;\s"'])(?:token|x-api-key|access-token|access_token|api_key|client_secret|subject_token|refresh_token|password|pwd)=)(?!REDACTED)[^&;\s"'#]+""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamedCredential();

    [GeneratedRegex("""(://[^/\s:@"']*:)(?!REDACTED)[^@/\s"']+(?=@)""", RegexOptions.CultureInvariant)]
    private static partial Regex AddressPassword();

    [GeneratedRegex("""(\bbearer )(?!REDACTED)[A-Za-z0-9\-._~+/]{8,}=*""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BearerToken();
}
