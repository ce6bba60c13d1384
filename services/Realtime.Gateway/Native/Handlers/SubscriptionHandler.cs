using Realtime.Contracts.Wire;
using Realtime.Gateway.Delivery;
using Realtime.Gateway.Identity;
using Realtime.Gateway.Native.Frames;

namespace Realtime.Gateway.Native.Handlers;

/// <summary><c>subscription</c>: into a room or out of it, with the missed messages of a room that has history.</summary>
internal sealed class SubscriptionHandler(RoomSubscriptions subscriptions) : INativeHandler
{
    public string Type => "subscription";

    public void Handle(NativeSession session, in ClientFrame frame)
    {
        string? action = null, room = null, project = null;
        bool projectNamed = false, recoverValid = true;
        ResumePoint? recover = null;
        var data = new DataReader(frame.Data);
        while (data.Next())
        {
            if (data.Named("action"u8))
            {
                action = data.String();
            }
            else if (data.Named("project_id"u8))
            {
                projectNamed = true;
                project = data.String();
            }
            else if (data.Named("room"u8))
            {
                room = data.String();
            }
            else if (data.Named("recover"u8))
            {
                recoverValid = ResumePoint.TryRead(data.Raw().Span, out recover);
            }
            else
            {
                data.Skip();
            }
        }

        room = projectNamed ? ProjectRoom.Of(project) : room;
        if (!ProjectRoom.IsValidRoom(room))
        {
            var fault = projectNamed ? "project_id must be a uuid" : "room is missing or not a room name";
            session.Fail(ErrorCodes.ProcessingError, "Failed to process message", frame.MessageId, fault);
            return;
        }

        if (!recoverValid)
        {
            session.Fail(ErrorCodes.ProcessingError, "Failed to process message", frame.MessageId, "recover must have an epoch (a string) and an offset (a number from 0)");
            return;
        }

        var replyTo = frame.WantsAck ? frame.MessageId : null;
        switch (action)
        {
            case "subscribe":
                Subscribe(session, room!, recover, replyTo, frame.MessageId);
                break;
            case "unsubscribe":
                subscriptions.Leave(session.Connection, room!);
                if (replyTo is not null)
                {
                    session.Acknowledge(replyTo, room!);
                }

                break;
            default:
                session.Fail(ErrorCodes.ProcessingError, "Failed to process message", frame.MessageId, "action must be subscribe or unsubscribe");
                break;
        }
    }

    private void Subscribe(NativeSession session, string room, ResumePoint? recover, string? replyTo, string? messageId)
    {
        if (!session.Allows(room, RoomRight.Subscribe))
        {
            session.Fail(ErrorCodes.Forbidden, "Not allowed to subscribe to this room", messageId);
            return;
        }

        switch (subscriptions.Join(session, room, recover, replyTo, messageId))
        {
            case JoinResult.TooManyRooms:
                session.Fail(ErrorCodes.RoomLimit, "Too many rooms on this connection", messageId);
                break;
            case JoinResult.RoomFull:
                session.Fail(ErrorCodes.RoomLimit, RoomSubscriptions.FullMessage, messageId);
                break;
        }
    }
}
