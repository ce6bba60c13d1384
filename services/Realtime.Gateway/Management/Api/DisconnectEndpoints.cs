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
        routes.MapPost("/users/{id}/disconnect", User);
        routes.MapPost("/projects/{id}/disconnect", Project);
        routes.MapPost("/rooms/{room}/disconnect", Room);
        routes.MapPost("/connections/{id}/disconnect", Connection);
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
