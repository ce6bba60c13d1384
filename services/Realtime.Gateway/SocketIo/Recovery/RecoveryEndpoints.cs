using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>What gateways ask each other about dropped sockets.</summary>
internal static class RecoveryEndpoints
{
    public static void MapSocketRecovery(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapInternal("/internal/socket-io");
        group.MapPost("/describe", DescribeAsync);
        group.MapPost("/take", TakeAsync);
        group.MapPost("/standby", StandbyAsync);
        group.MapPost("/missed", static (MissedQuery query, SocketRecovery recovery) => TypedResults.Json(recovery.ReadPublishedAfter(query), RecoveryJsonContext.Default.IReadOnlyListMissedMessage));
    }

    private static Task<IResult> DescribeAsync(HttpRequest request, SocketRecovery recovery) =>
        AnswerAsync(request, claim => ValueTask.FromResult(recovery.Describe(claim)), RecoveryJsonContext.Default.GhostDescription);

    private static Task<IResult> TakeAsync(HttpRequest request, SocketRecovery recovery) =>
        AnswerAsync(request, claim => ValueTask.FromResult(recovery.HandOver(claim)), RecoveryJsonContext.Default.GhostDescription);

    private static Task<IResult> StandbyAsync(HttpRequest request, SocketRecovery recovery) =>
        AnswerAsync(request, recovery.FindStandbyAsync, RecoveryJsonContext.Default.Standby);

    private static async Task<IResult> AnswerAsync<T>(HttpRequest request, Func<RecoveryClaim, ValueTask<T?>> answer, JsonTypeInfo<T> type)
        where T : class
    {
        RecoveryClaim? claim;
        try
        {
            claim = await request.ReadFromJsonAsync(RecoveryJsonContext.Default.RecoveryClaim, request.HttpContext.RequestAborted);
        }
        catch (JsonException)
        {
            return TypedResults.BadRequest();
        }

        return claim is not null && await answer(claim) is { } found ? TypedResults.Json(found, type) : TypedResults.NotFound();
    }
}
