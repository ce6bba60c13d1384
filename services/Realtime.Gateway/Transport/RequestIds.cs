namespace Realtime.Gateway.Transport;

/// <summary>X-Request-ID: taken over when sane, else made.</summary>
internal static class RequestIds
{
    public const string Header = "X-Request-ID";

    private const int MaxLength = 128;

    public static string AcceptOrMake(string? offered) =>
        offered is { Length: > 0 and <= MaxLength } && offered.All(IsPlain) ? offered : Guid.CreateVersion7().ToString("N");

    private static bool IsPlain(char value) => char.IsAsciiLetterOrDigit(value) || value is '-' or '_' or '.' or ':' or '/' or '+' or '=';
}
