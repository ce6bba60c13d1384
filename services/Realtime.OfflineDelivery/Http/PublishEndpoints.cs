using System.Text.Json;
using Realtime.Contracts.Rooms;
using Realtime.Contracts.Wire;
using Realtime.Messaging;
using Realtime.Messaging.Ingress;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;
using Realtime.OfflineDelivery.Ingress;
using Realtime.OfflineDelivery.Sequencing;
using Realtime.ServiceDefaults.ApiDocument;
using Realtime.ServiceDefaults.Http;
using Realtime.ServiceDefaults.Security;

namespace Realtime.OfflineDelivery.Http;

/// <summary>Messages over HTTP; 202 only after the broker has them.</summary>
internal static class PublishEndpoints
{
    private const string KeyHeader = "Idempotency-Key";
    private const int MaxBody = 1_000_000;

    public static IEndpointRouteBuilder MapPublishing(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").RequireAuthorization().WithTags("messages");
        group.MapPost("/rooms/{room}/messages", ToRoomAsync).Describe("PublishToRoom", "Publish to a room", static operation => Publishing(operation)
            .Parameter("room", "The room's name.", "chat:lobby")
            .Returns("The broker keeps it.", new RoomAccepted("order-4711", "chat:lobby"), StatusCodes.Status202Accepted)
            .Fails(400, "invalid_input", "room is no room name."));
        group.MapPost("/users/{id}/messages", ToUserAsync).Describe("SendToUser", "Send to all devices of a user, now or when one connects", static operation => Publishing(operation)
            .Parameter("id", "The user's id.", "ada")
            .Returns("The broker keeps it.", new UserAccepted("order-4711", "ada"), StatusCodes.Status202Accepted)
            .Fails(400, "invalid_input", "id is no user id."));
        return routes;
    }

    private static ApiOperation Publishing(ApiOperation operation) => operation
        .Description("Repeat it with the same key while no answer comes: within 24 hours it is delivered once. Needs the scope realtime.publish, or a token whose user may do it himself.")
        .Parameter(KeyHeader, "Id of the message, 1 to 64 characters; made when missing.", "order-4711", "header")
        .Takes(new PublishRequest("note", JsonElement.Parse("{\"text\":\"hello\"}"), TtlSeconds: 3_600))
        .Fails(400, ErrorCodes.InvalidMessage, "The body lacks a string 'type'.")
        .Fails(413, ErrorCodes.MessageTooLarge, $"The body is larger than {MaxBody} bytes.");

    private static async Task<IResult> ToRoomAsync(string room, HttpContext context, MessageIntake intake, KnownMessages known, RoomRules rules, CancellationToken cancellationToken)
    {
        room = PathNames.Decode(room);
        if (!RoomName.IsValid(room))
        {
            return Fields.Invalid("room", "is no room name.");
        }

        var token = context.GetAccessToken()!;
        if (!rules.MayPublishTo(token, room))
        {
            return RealtimeProblems.Forbidden();
        }

        var (message, fault) = await ReadAsync(context, RoutingKeys.Room(room), cancellationToken);
        if (message is null)
        {
            return fault!;
        }

        var id = message.MessageId ?? MessageIds.New();
        if (message.MessageId is null || !await known.ContainsAsync(RoutingKeys.Room(room), token.Subject, id, cancellationToken))
        {
            var result = await intake.ToRoomAsync(room, message.Type, message.Data, id, message.TtlSeconds, SenderOf(token), token.Subject);
            if (result != PublishResult.Confirmed)
            {
                return RealtimeProblems.Unavailable();
            }
        }

        return TypedResults.Json(new RoomAccepted(id, room), DeliveryJsonContext.Default.RoomAccepted, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ToUserAsync(string id, HttpContext context, MessageIntake intake, KnownMessages known, CancellationToken cancellationToken)
    {
        id = PathNames.Decode(id);
        if (!UserId.IsValid(id))
        {
            return Fields.Invalid("id", "is no user id.");
        }

        var token = context.GetAccessToken()!;
        if (!RoomRules.MayPublish(token) && !RoomRules.IsSelf(token, id))
        {
            return RealtimeProblems.Forbidden();
        }

        var (message, fault) = await ReadAsync(context, RoutingKeys.User(id), cancellationToken);
        if (message is null)
        {
            return fault!;
        }

        var messageId = message.MessageId ?? MessageIds.New();
        if (message.MessageId is null || !await known.ContainsAsync(RoutingKeys.User(id), token.Subject, messageId, cancellationToken))
        {
            var result = await intake.ToUserAsync(id, message.Type, message.Data, messageId, message.TtlSeconds, SenderOf(token), token.Subject);
            if (result != PublishResult.Confirmed)
            {
                return RealtimeProblems.Unavailable();
            }
        }

        return TypedResults.Json(new UserAccepted(messageId, id), DeliveryJsonContext.Default.UserAccepted, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>A user's own token names the sender; an integrator's message has none.</summary>
    private static string? SenderOf(AccessToken token) => RoomRules.MayPublish(token) ? null : token.Subject;

    private static async Task<(PlainMessage? Message, IResult? Fault)> ReadAsync(HttpContext context, string routingKey, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > MaxBody)
            {
                return (null, RealtimeProblems.Result(StatusCodes.Status413PayloadTooLarge, ErrorCodes.MessageTooLarge, $"The body is larger than {MaxBody} bytes."));
            }

            body.Write(buffer, 0, read);
        }

        var verdict = PlainMessage.TryParse(routingKey, body.ToArray(), out var message, out var reason);
        if (verdict != PlainVerdict.Accepted)
        {
            return (null, RealtimeProblems.BadRequest(reason, ErrorCodes.InvalidMessage));
        }

        var key = context.Request.Headers[KeyHeader].ToString();
        if (key.Length == 0)
        {
            return (message, null);
        }

        return MessageIds.IsValid(key) && !key.Contains('\0')
            ? (message! with { MessageId = key }, null)
            : (null, RealtimeProblems.BadRequest($"{KeyHeader} must have 1 to {MessageIds.MaxLength} characters.", ErrorCodes.InvalidMessage));
    }
}
