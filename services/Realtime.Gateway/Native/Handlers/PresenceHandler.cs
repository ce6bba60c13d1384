using Realtime.Contracts.Rooms;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Identity;
using Realtime.Gateway.Native.Frames;
using Realtime.Gateway.Native.Queries;
using Realtime.Gateway.Presence;

namespace Realtime.Gateway.Native.Handlers;

/// <summary><c>presence</c>: who is in a room or where a user is, asked of Presence; or the user's own state in a room.</summary>
internal sealed class PresenceHandler(ServiceQueries queries, PresenceLink presence) : INativeHandler
{
    private const int MaxStateBytes = 1024;

    public string Type => "presence";

    public void Handle(NativeSession session, in ClientFrame frame)
    {
        string? action = null, room = null, user = null;
        ReadOnlyMemory<byte> state = default;
        var data = new DataReader(frame.Data);
        while (data.Next())
        {
            if (data.Named("action"u8))
            {
                action = data.String();
            }
            else if (data.Named("room"u8))
            {
                room = data.String();
            }
            else if (data.Named("user_id"u8))
            {
                user = data.String();
            }
            else if (data.Named("state"u8))
            {
                state = data.Raw();
            }
            else
            {
                data.Skip();
            }
        }

        switch (action)
        {
            case "get" when user is not null && room is null:
                GetUser(session, user, frame.MessageId);
                break;
            case "get":
                GetRoom(session, room, frame.MessageId);
                break;
            case "set":
                Set(session, room, state, in frame);
                break;
            default:
                Fail(session, frame.MessageId, "action must be get or set");
                break;
        }
    }

    private void GetUser(NativeSession session, string user, string? replyTo)
    {
        if (!UserId.IsValid(user))
        {
            Fail(session, replyTo, "user_id is not a user id");
            return;
        }

        // Others may know that somebody is there, not with what; a narrowed token speaks for its rooms only.
        var own = user == session.UserId;
        if (!own && session.IsNarrowed)
        {
            session.Fail(ErrorCodes.Forbidden, "Not allowed to see where other users are", replyTo);
            return;
        }

        var query = $"/internal/presence?user_id={Uri.EscapeDataString(user)}&devices={(own ? "true" : "false")}";
        session.Run(replyTo, queries.AnswerAsync(session, QueryTarget.Presence, query, replyTo));
    }

    private void GetRoom(NativeSession session, string? room, string? replyTo)
    {
        if (Check(session, room, replyTo))
        {
            session.Run(replyTo, queries.AnswerAsync(session, QueryTarget.Presence, "/internal/presence?room=" + Uri.EscapeDataString(room!), replyTo));
        }
    }

    private void Set(NativeSession session, string? room, ReadOnlyMemory<byte> state, in ClientFrame frame)
    {
        if (!Check(session, room, frame.MessageId))
        {
            return;
        }

        if (state.IsEmpty || state.Span[0] != (byte)'{' || state.Length > MaxStateBytes || !JsonTexts.AreWhole(state.Span))
        {
            Fail(session, frame.MessageId, "state must be an object of at most 1 KiB");
            return;
        }

        if (!session.Connection.IsIn(room!))
        {
            Fail(session, frame.MessageId, "Not subscribed to this room");
            return;
        }

        presence.StateSet(session.Connection, room!, state);
        if (frame.WantsAck)
        {
            session.Acknowledge(frame.MessageId!, room!);
        }
    }

    private static bool Check(NativeSession session, string? room, string? replyTo)
    {
        if (!ProjectRoom.IsValidRoom(room))
        {
            Fail(session, replyTo, "room is missing or not a room name");
            return false;
        }

        if (!session.Allows(room!, RoomRight.Presence))
        {
            session.Fail(ErrorCodes.Forbidden, "Not allowed to see who is in this room", replyTo);
            return false;
        }

        return true;
    }

    private static void Fail(NativeSession session, string? replyTo, string details) =>
        session.Fail(ErrorCodes.ProcessingError, "Failed to process message", replyTo, details);
}
