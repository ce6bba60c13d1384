using System.Text.Json;
using Realtime.Contracts.Rooms;
using Realtime.Contracts.Wire;
using Realtime.Messaging;
using Realtime.OfflineDelivery.Journeys;
using Realtime.OfflineDelivery.Waiting;
using Realtime.ServiceDefaults.Databases;
using Realtime.ServiceDefaults.Http;
using Realtime.ServiceDefaults.Security;

namespace Realtime.OfflineDelivery.Http;

/// <summary>History, inboxes and journeys over HTTP.</summary>
internal static class ReadEndpoints
{
    private const int DefaultPending = 100;
    private const int MaxPending = 1000;
    private const string Epoch = "0197a1c2d3e4";

    private static readonly DateTimeOffset SampleTime = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly StoredMessage Message = new("note", JsonElement.Parse("{\"text\":\"hello\"}"), SampleTime, "order-4711", "grace");

    private static readonly JourneyStep[] SampleSteps =
        [new("accepted", SampleTime), new("written", SampleTime, "gateway-1"), new("acknowledged", SampleTime, "gateway-1")];

    public static IEndpointRouteBuilder MapReading(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").AddEndpointFilter<RouteGroupBuilder, DatabaseFilter>().WithTags("messages");
        group.MapGet("/rooms/{room}/history", HistoryAsync).RequireAuthorization().Describe("GetRoomHistory", "The log of a room, in pages", static operation => operation
            .Description("Ascending by offset; without before and after, the newest.")
            .Parameter("room", "The room's name.", "chat:lobby")
            .Parameter("limit", "At most so many, up to 100.", "100")
            .Parameter("before", "Only offsets below this one.", "42")
            .Parameter("after", "Only offsets above this one.", "40")
            .Returns("A page; the log holds first_offset to last_offset.", new RoomHistory("chat:lobby", Epoch, 1, 41, [Message with { Room = "chat:lobby", Offset = 41, Epoch = Epoch }]))
            .Fails(400, "invalid_input", "room is no room name.")
            .Fails(400, "invalid_input", "limit must be positive."));
        group.MapGet("/users/{id}/pending", PendingAsync).RequireAuthorization().Describe("GetPendingMessages", "What waits in a user's inbox", static operation => operation
            .Description("Users may ask about themselves, tokens with realtime.read about everybody.")
            .Parameter("id", "The user's id.", "ada")
            .Parameter("limit", "At most so many, up to 1,000.", "100")
            .Returns("The oldest, and how many there are.", new PendingMessages("ada", 1, [Message]))
            .Fails(400, "invalid_input", "id is no user id."));
        group.MapGet("/messages/{id}/journey", JourneyAsync).RequireScope(Scopes.Admin, Scopes.Read).Describe("GetMessageJourney", "What became of a message", static operation => operation
            .Parameter("id", "The message's id.", "order-4711")
            .Description("An id is a publisher's own: all messages that were published under it are told, together and each for itself.")
            .Returns("Their steps in order.", new Journey("order-4711", SampleSteps, [new MessageJourney("user.ada", "shop", SampleSteps)]))
            .Fails(400, "invalid_input", "id is no message id.")
            .Fails(404, "not_found", "Not found"));
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
        var journey = Journey.From(id, (await store.ReadAsync(id, cancellationToken)).Concat(fresh));
        return journey is not null ? TypedResults.Json(journey, DeliveryJsonContext.Default.Journey) : RealtimeProblems.NotFound();
    }
}
