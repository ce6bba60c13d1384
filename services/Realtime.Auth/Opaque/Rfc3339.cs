using System.Globalization;

namespace Realtime.Auth.Opaque;

/// <summary>RFC 3339 times as the Daisi tokens write them: up to nine digits of a second, any zone.</summary>
internal static class Rfc3339
{
    private const int SecondsLength = 19;
    private const int MaxFraction = 7;
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public static DateTimeOffset? TryParse(ReadOnlySpan<char> text)
    {
        if (text.Length is <= SecondsLength or > 40
            || !DateTime.TryParseExact(text[..SecondsLength], "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return null;
        }

        var rest = text[SecondsLength..];
        if (TakeFraction(ref rest) is not { } fraction || TryParseZone(rest) is not { } offset)
        {
            return null;
        }

        var ticks = local.Ticks + fraction - offset.Ticks;
        return ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
    }

    private static long? TakeFraction(ref ReadOnlySpan<char> rest)
    {
        if (rest[0] != '.')
        {
            return 0;
        }

        var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0)
        {
            return null;
        }

        long ticks = 0;
        for (var i = 0; i < MaxFraction; i++)
        {
            ticks = (ticks * 10) + (i < digits ? rest[1 + i] - '0' : 0);
        }

        rest = rest[(1 + digits)..];
        return ticks;
    }

    private static TimeSpan? TryParseZone(ReadOnlySpan<char> zone)
    {
        if (zone is "Z")
        {
            return TimeSpan.Zero;
        }

        return zone.Length == 6 && zone[0] is '+' or '-' && TimeSpan.TryParseExact(zone[1..], "hh':'mm", CultureInfo.InvariantCulture, out var offset)
            ? zone[0] == '-' ? -offset : offset
            : null;
    }
}
