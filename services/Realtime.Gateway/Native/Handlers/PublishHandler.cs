using Realtime.Contracts.Wire;
using Realtime.Gateway.Delivery;
using Realtime.Gateway.Identity;
using Realtime.Gateway.Native.Frames;
using Realtime.Messaging;

namespace Realtime.Gateway.Native.Handlers;

/// <summary><c>publish</c>: a message to the other members of a room.</summary>
internal sealed class PublishHandler(RoomPublisher publisher, ServerFrames frames) : INativeHandler
{
    public string Type => "publish";

    public void Handle(NativeSession session, in ClientFrame frame)
    {
        string? room = null, type = null;
        ReadOnlyMemory<byte> payload = default;
        var data = new DataReader(frame.Data);
        while (data.Next())
        {
            if (data.Named("room"u8))
            {
                room = data.String();
            }
            else if (data.Named("type"u8))
            {
                type = data.String();
            }
            else if (data.Named("data"u8))
            {
                payload = data.Raw();
            }
            else
            {
                data.Skip();
            }
        }

        if (!ProjectRoom.IsValidRoom(room))
        {
            session.Fail(ErrorCodes.ProcessingError, "Failed to process message", frame.MessageId, "room is missing or not a room name");
        }
        else if (!MessageTypes.IsPublishable(type))
        {
            session.Fail(ErrorCodes.ProcessingError, "Failed to process message", frame.MessageId, "type is missing, too long or reserved");
        }
        else
        {
            Publish(session, in frame, room!, type, payload);
        }
    }

    /// <summary>Publishes what was checked; also for the types that are re-sent as they are.</summary>
    internal void Publish(NativeSession session, in ClientFrame frame, string room, string type, ReadOnlyMemory<byte> payload)
    {
        if (!session.Allows(room, RoomRight.Publish))
        {
            session.Fail(ErrorCodes.Forbidden, "Not allowed to publish to this room", frame.MessageId);
            return;
        }

        var id = frame.MessageId ?? MessageIds.New();
        var request = new RoomPublishRequest(room, type, id, session.UserId, session.Connection);
        if (publisher.IsDurable(room))
        {
            session.Run(frame.MessageId, ConfirmAsync(session, request, frame.WantsAck, publisher.PublishDurableAsync(request, payload)));
            return;
        }

        publisher.PublishEphemeral(request, payload);
        if (frame.WantsAck)
        {
            Acknowledge(session, request);
        }
    }

    private async Task ConfirmAsync(NativeSession session, RoomPublishRequest request, bool wantsAck, ValueTask<PublishOutcome> publish)
    {
        var outcome = await publish;
        if (!outcome.Accepted)
        {
            session.Fail(ErrorCodes.Unavailable, "The message was not accepted", request.MessageId);
        }
        else if (wantsAck)
        {
            Acknowledge(session, request);
        }
    }

    private void Acknowledge(NativeSession session, RoomPublishRequest request) => session.Send(frames.Ack(request.MessageId, request, static (json, published) =>
    {
        json.WriteString("room"u8, published.Room);
        json.WriteString("message_id"u8, published.MessageId);
    }));
}
