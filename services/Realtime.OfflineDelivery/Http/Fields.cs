using Microsoft.AspNetCore.Http.HttpResults;
using Realtime.ServiceDefaults.Http;

namespace Realtime.OfflineDelivery.Http;

/// <summary>Refusals that name the field.</summary>
internal static class Fields
{
    public static ProblemHttpResult Invalid(string field, string why) =>
        RealtimeProblems.Result(StatusCodes.Status400BadRequest, "invalid_input", $"{field} {why}", new Dictionary<string, object?> { ["field"] = field });
}
