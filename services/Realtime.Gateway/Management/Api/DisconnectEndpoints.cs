using Microsoft.AspNetCore.Http.HttpResults;
using Realtime.Contracts.Rooms;
using Realtime.Gateway.Backplane;
using Realtime.Gateway.Native;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Gateway.Management.Api;

/// <summary>Ends sockets on all replicas with 4403; needs the role admin.</summary>
internal static class DisconnectEndpoints
{
    public static void MapDisconnects(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/users/{id}/disconnect", User).Describe("DisconnectUser", "Close the sockets of a user", static operation => operation
            .Parameter("id", "The user's id.", Samples.UserId)
            .Returns("All gateways were told.", new DisconnectReply("User disconnected", UserId: Samples.UserId))
            .Fails(400, "bad_request", "Invalid user ID"));
        routes.MapPost("/projects/{id}/disconnect", Project).Describe("DisconnectProject", "Close the sockets that are subscribed to a project", static operation => operation
            .Parameter("id", "The project's uuid.", Samples.ProjectId)
            .Returns("All gateways were told.", new DisconnectReply("Project connections disconnected", ProjectId: Samples.ProjectId))
            .Fails(400, "bad_request", "Invalid project ID"));
        routes.MapPost("/rooms/{room}/disconnect", Room).Describe("DisconnectRoom", "Close the sockets in a room", static operation => operation
            .Parameter("room", "The room's name.", Samples.Room)
            .Returns("All gateways were told.", new DisconnectReply("Room connections disconnected", Room: Samples.Room))
            .Fails(400, "bad_request", "Invalid room name"));
        routes.MapPost("/connections/{id}/disconnect", Connection).Describe("DisconnectConnection", "Close one socket", static operation => operation
            .Parameter("id", "The socket's id.", Samples.ConnectionId)
            .Returns("All gateways were told.", new DisconnectReply("Connection disconnected", ConnectionId: Samples.ConnectionId)));
    }

    private static Results<Ok<DisconnectReply>, ProblemHttpResult> User(string id, Disconnects disconnects)
    {
        var user = Uri.UnescapeDataString(id);
        if (!UserId.IsValid(user))
        {
            return RealtimeProblems.BadRequest("Invalid user ID");
        }

        disconnects.Everywhere(ControlTypes.DisconnectUser, user);
        return TypedResults.Ok(new DisconnectReply("User disconnected", UserId: user));
    }

    private static Results<Ok<DisconnectReply>, ProblemHttpResult> Project(string id, Disconnects disconnects)
    {
        if (ProjectRoom.Of(id) is not { } room)
        {
            return RealtimeProblems.BadRequest("Invalid project ID");
        }

        disconnects.Everywhere(ControlTypes.DisconnectRoom, room);
        return TypedResults.Ok(new DisconnectReply("Project connections disconnected", ProjectId: id));
    }

    private static Results<Ok<DisconnectReply>, ProblemHttpResult> Room(string room, Disconnects disconnects)
    {
        var name = Uri.UnescapeDataString(room);
        if (!RoomName.IsValid(name))
        {
            return RealtimeProblems.BadRequest("Invalid room name");
        }

        disconnects.Everywhere(ControlTypes.DisconnectRoom, name);
        return TypedResults.Ok(new DisconnectReply("Room connections disconnected", Room: name));
    }

    private static Ok<DisconnectReply> Connection(string id, Disconnects disconnects)
    {
        disconnects.Everywhere(ControlTypes.DisconnectConnection, id);
        return TypedResults.Ok(new DisconnectReply("Connection disconnected", ConnectionId: id));
    }
}
