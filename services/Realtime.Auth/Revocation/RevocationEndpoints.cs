using System.Globalization;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Auth.Revocation;

internal static class RevocationEndpoints
{
    /// <summary>A revocation may commit a while after the moment it carries, so a list reaches back further than asked.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    public static void MapRevocationList(this IEndpointRouteBuilder internalRoutes) =>
        internalRoutes.MapGet("/revocations", ListAsync);

    private static async Task<IResult> ListAsync(HttpContext context, RevocationStore store, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var text = context.Request.Query["since"].ToString();
        if (!long.TryParse(text.Length == 0 ? "0" : text, NumberStyles.None, CultureInfo.InvariantCulture, out var since) || since > now.AddDays(1).ToUnixTimeMilliseconds())
        {
            return RealtimeProblems.BadRequest("since must be a time in unix milliseconds.");
        }

        var from = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(0, since - (long)Overlap.TotalMilliseconds));
        var rows = await store.SinceAsync(from, context.RequestAborted);
        return TypedResults.Json(
            new RevocationList(now.ToUnixTimeMilliseconds(), [.. rows.Select(RevocationListItem.From)]),
            RevocationJsonContext.Default.RevocationList);
    }
}
