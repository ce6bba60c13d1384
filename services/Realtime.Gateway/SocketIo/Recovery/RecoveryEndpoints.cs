using System.Text.Json;

namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>What gateways ask each other about dropped sockets.</summary>
internal static class RecoveryEndpoints
{
    public static void MapSocketRecovery(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapInternal("/internal/socket-io");
        group.MapPost("/describe", DescribeAsync);
        group.MapPost("/take", TakeAsync);
        group.MapPost("/missed", static (MissedQuery query, RecoveryLog log) => TypedResults.Json(log.ReadPublishedAfter(query), RecoveryJsonContext.Default.IReadOnlyListMissedMessage));
    }

    private static Task<IResult> DescribeAsync(HttpRequest request, SocketRecovery recovery) => AnswerAsync(request, recovery.Describe);

    private static Task<IResult> TakeAsync(HttpRequest request, SocketRecovery recovery) => AnswerAsync(request, recovery.HandOver);

    private static async Task<IResult> AnswerAsync(HttpRequest request, Func<RecoveryClaim, GhostDescription?> answer)
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

        return claim is not null && answer(claim) is { } found ? TypedResults.Json(found, RecoveryJsonContext.Default.GhostDescription) : TypedResults.NotFound();
    }
}
