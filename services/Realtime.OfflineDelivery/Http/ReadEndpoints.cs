using Realtime.Contracts.Rooms;
using Realtime.Contracts.Wire;
using Realtime.Messaging;
using Realtime.OfflineDelivery.Journeys;
using Realtime.OfflineDelivery.Waiting;
using Realtime.ServiceDefaults.Http;
using Realtime.ServiceDefaults.Security;

namespace Realtime.OfflineDelivery.Http;

/// <summary>History, inboxes and journeys over HTTP.</summary>
internal static class ReadEndpoints
{
    private const int DefaultPending = 100;
    private const int MaxPending = 1000;

    public static IEndpointRouteBuilder MapReading(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").AddEndpointFilter<RouteGroupBuilder, DatabaseFilter>();
        group.MapGet("/rooms/{room}/history", HistoryAsync).RequireAuthorization();
        group.MapGet("/users/{id}/pending", PendingAsync).RequireAuthorization();
        group.MapGet("/messages/{id}/journey", JourneyAsync).RequireScope(Scopes.Admin, Scopes.Read);
        return routes;
    }

    private static async Task<IResult> HistoryAsync(string room, int? limit, long? before, long? after, HttpContext context, RoomRules rules, HistoryPage history, CancellationToken cancellationToken)
    {
        room = PathNames.Decode(room);
        if (!RoomName.IsValid(room))
        {
            return Fields.Invalid("room", "is no room name.");
        }

        return rules.MayReadHistory(context.GetAccessToken()!, room)
            ? await history.ReadAsync(room, limit, before, after, cancellationToken)
            : RealtimeProblems.Forbidden();
    }

    private static async Task<IResult> PendingAsync(string id, int? limit, HttpContext context, InboxStore inboxes, CancellationToken cancellationToken)
    {
        id = PathNames.Decode(id);
        if (!UserId.IsValid(id))
        {
            return Fields.Invalid("id", "is no user id.");
        }

        if (limit is <= 0)
        {
            return Fields.Invalid("limit", "must be positive.");
        }

        var token = context.GetAccessToken()!;
        if (!RoomRules.MayRead(token) && !RoomRules.IsSelf(token, id))
        {
            return RealtimeProblems.Forbidden();
        }

        var (total, rows) = await inboxes.PendingAsync(id, Math.Min(limit ?? DefaultPending, MaxPending), cancellationToken);
        return new JsonBody(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("user_id", id);
            writer.WriteNumber("total", total);
            writer.WriteStartArray("messages");
            foreach (var row in rows)
            {
                FrameWriter.Write(writer, row);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static async Task<IResult> JourneyAsync(string id, JourneyStore store, JourneyRecorder recorder, CancellationToken cancellationToken)
    {
        id = PathNames.Decode(id);
        if (!MessageIds.IsValid(id) || id.Contains('\0'))
        {
            return Fields.Invalid("id", "is no message id.");
        }

        // Fresh steps first: what is written between the two reads is then seen twice, not missed.
        var fresh = recorder.Of(id);
        var steps = (await store.ReadAsync(id, cancellationToken)).Concat(fresh).Distinct().OrderBy(static step => step.At).ToList();
        return steps.Count > 0 ? TypedResults.Json(new Journey(id, steps), DeliveryJsonContext.Default.Journey) : RealtimeProblems.NotFound();
    }
}
