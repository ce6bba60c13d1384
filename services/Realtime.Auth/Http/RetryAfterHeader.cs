using System.Globalization;

namespace Realtime.Auth.Http;

internal static class RetryAfterHeader
{
    /// <summary>Whole seconds, rounded up, at least one.</summary>
    public static string Of(TimeSpan retryAfter) => ((long)Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds))).ToString(CultureInfo.InvariantCulture);
}
