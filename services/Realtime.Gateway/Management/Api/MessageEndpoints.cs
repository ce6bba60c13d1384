using Microsoft.AspNetCore.Http.HttpResults;
using Realtime.Contracts.Rooms;
using Realtime.Gateway.Backplane;
using Realtime.Gateway.Delivery;
using Realtime.Gateway.Native;
using Realtime.Messaging;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Gateway.Management.Api;

/// <summary>Messages from administrators: to everybody, a user, a project or a room.</summary>
internal static class MessageEndpoints
{
    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/broadcast", BroadcastAsync).Describe("Broadcast", "Send a message to every socket", static operation => operation
            .Description("project_id or user_id narrow it to a project or to a user.")
            .Takes(Samples.Message)
            .Returns("It was sent.", new MessageReply("Message broadcasted successfully", "note", Samples.MessageId))
            .Fails(400, "bad_request", $"type is required and has at most {MessageTypes.MaxLength} characters")
            .Fails(503, "unavailable", "The message was not accepted"));
        routes.MapPost("/users/{id}/message", UserAsync).Describe("MessageUser", "Send a message to a user, who gets it on the next connection at the latest", static operation => operation
            .Parameter("id", "The user's id.", Samples.UserId)
            .Takes(Samples.Message)
            .Returns("The broker keeps it.", new MessageReply("Direct message sent", "note", Samples.MessageId, UserId: Samples.UserId))
            .Fails(400, "bad_request", "Invalid user ID")
            .Fails(503, "unavailable", "The message was not accepted"));
        routes.MapPost("/projects/{id}/message", ProjectAsync).Describe("MessageProject", "Send a message to the subscribers of a project", static operation => operation
            .Parameter("id", "The project's uuid.", Samples.ProjectId)
            .Takes(Samples.Message)
            .Returns("The broker keeps it.", new MessageReply("Project message sent", "note", Samples.MessageId, ProjectId: Samples.ProjectId))
            .Fails(400, "bad_request", "Invalid project ID")
            .Fails(503, "unavailable", "The message was not accepted"));
        routes.MapPost("/rooms/{room}/message", RoomAsync).Describe("MessageRoom", "Send a message to a room", static operation => operation
            .Parameter("room", "The room's name.", Samples.Room)
            .Takes(Samples.Message)
            .Returns("It was sent; in a room with history, the broker keeps it.", new MessageReply("Room message sent", "note", Samples.MessageId, Room: Samples.Room))
            .Fails(400, "bad_request", "Invalid room name")
            .Fails(503, "unavailable", "The message was not accepted"));
    }

    private static async Task<Results<Ok<MessageReply>, ProblemHttpResult>> BroadcastAsync(
        MessageRequest request, Broadcasts broadcasts, AdminMessages messages)
    {
        const string Done = "Message broadcasted successfully";
        if (Check(request) is { } fault)
        {
            return fault;
        }

        var id = request.MessageId ?? MessageIds.New();
        if (request.ProjectId is not null)
        {
            return ProjectRoom.Of(request.ProjectId) is { } room
                ? Reply(await messages.ToRoomAsync(room, request, id), new MessageReply(Done, request.Type!, id, ProjectId: request.ProjectId))
                : RealtimeProblems.BadRequest("Invalid project ID");
        }

        if (request.UserId is not null)
        {
            return UserId.IsValid(request.UserId)
                ? Reply(await messages.ToUserAsync(request.UserId, request, id), new MessageReply(Done, request.Type!, id, UserId: request.UserId))
                : RealtimeProblems.BadRequest("Invalid user ID");
        }

        broadcasts.Send(request.Type!, id, AdminMessages.Data(request));
        return TypedResults.Ok(new MessageReply(Done, request.Type!, id));
    }

    private static async Task<Results<Ok<MessageReply>, ProblemHttpResult>> UserAsync(string id, MessageRequest request, AdminMessages messages)
    {
        var user = Uri.UnescapeDataString(id);
        if (!UserId.IsValid(user))
        {
            return RealtimeProblems.BadRequest("Invalid user ID");
        }

        var messageId = request.MessageId ?? MessageIds.New();
        return Check(request) is { } fault
            ? fault
            : Reply(await messages.ToUserAsync(user, request, messageId), new MessageReply("Direct message sent", request.Type!, messageId, UserId: user));
    }

    private static async Task<Results<Ok<MessageReply>, ProblemHttpResult>> ProjectAsync(string id, MessageRequest request, AdminMessages messages)
    {
        if (ProjectRoom.Of(id) is not { } room)
        {
            return RealtimeProblems.BadRequest("Invalid project ID");
        }

        var messageId = request.MessageId ?? MessageIds.New();
        return Check(request) is { } fault
            ? fault
            : Reply(await messages.ToRoomAsync(room, request, messageId), new MessageReply("Project message sent", request.Type!, messageId, ProjectId: id));
    }

    private static async Task<Results<Ok<MessageReply>, ProblemHttpResult>> RoomAsync(string room, MessageRequest request, AdminMessages messages)
    {
        var name = Uri.UnescapeDataString(room);
        if (!RoomName.IsValid(name))
        {
            return RealtimeProblems.BadRequest("Invalid room name");
        }

        var messageId = request.MessageId ?? MessageIds.New();
        return Check(request) is { } fault
            ? fault
            : Reply(await messages.ToRoomAsync(name, request, messageId), new MessageReply("Room message sent", request.Type!, messageId, Room: name));
    }

    private static ProblemHttpResult? Check(MessageRequest request)
    {
        if (MessageTypes.FaultOf(request.Type ?? "") is { } fault)
        {
            return RealtimeProblems.BadRequest(fault);
        }

        return request.MessageId is not null && !MessageIds.IsValid(request.MessageId)
            ? RealtimeProblems.BadRequest($"message_id has 1 to {MessageIds.MaxLength} characters")
            : null;
    }

    private static Results<Ok<MessageReply>, ProblemHttpResult> Reply(PublishOutcome outcome, MessageReply reply) =>
        outcome.Accepted ? TypedResults.Ok(reply) : RealtimeProblems.Unavailable("The message was not accepted");
}
