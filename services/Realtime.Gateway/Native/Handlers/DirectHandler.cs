using Realtime.Contracts.Rooms;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Delivery;
using Realtime.Gateway.Native.Frames;
using Realtime.Messaging;

namespace Realtime.Gateway.Native.Handlers;

/// <summary><c>direct</c>: a durable message to a user.</summary>
internal sealed class DirectHandler(DirectPublisher publisher, ServerFrames frames) : INativeHandler
{
    public string Type => "direct";

    public void Handle(NativeSession session, in ClientFrame frame)
    {
        string? user = null, type = null;
        long? ttl = null;
        var ttlNamed = false;
        ReadOnlyMemory<byte> payload = default;
        var data = new DataReader(frame.Data);
        while (data.Next())
        {
            if (data.Named("user_id"u8))
            {
                user = data.String();
            }
            else if (data.Named("type"u8))
            {
                type = data.String();
            }
            else if (data.Named("data"u8))
            {
                payload = data.Raw();
            }
            else if (data.Named("ttl_seconds"u8))
            {
                ttlNamed = true;
                ttl = data.Integer();
            }
            else
            {
                data.Skip();
            }
        }

        if (Check(user, type, ttlNamed, ttl) is { } fault)
        {
            session.Fail(ErrorCodes.ProcessingError, "Failed to process message", frame.MessageId, fault);
            return;
        }

        if (!session.AllowsDirect(user!))
        {
            session.Fail(ErrorCodes.Forbidden, "Not allowed to write to this user", frame.MessageId);
            return;
        }

        var id = frame.MessageId ?? MessageIds.New();
        var publish = publisher.PublishAsync(user!, type!, id, session.UserId, (int)(ttl ?? 0), payload);
        session.Run(frame.MessageId, ConfirmAsync(session, id, frame.MessageId, frame.WantsAck, publish));
    }

    private static string? Check(string? user, string? type, bool ttlNamed, long? ttl)
    {
        if (user is null || !UserId.IsValid(user))
        {
            return "user_id is missing or not a user id";
        }

        if (!MessageTypes.IsPublishable(type))
        {
            return "type is missing, too long or reserved";
        }

        return ttlNamed && ttl is not (> 0 and <= int.MaxValue) ? "ttl_seconds must be a positive number" : null;
    }

    private async Task ConfirmAsync(NativeSession session, string id, string? replyTo, bool wantsAck, ValueTask<PublishOutcome> publish)
    {
        var outcome = await publish;
        if (!outcome.Accepted)
        {
            session.Fail(ErrorCodes.Unavailable, "The message was not accepted", replyTo);
        }
        else if (wantsAck)
        {
            session.Send(frames.Ack(id, id, static (json, messageId) =>
            {
                json.WriteString("message_id"u8, messageId);
                json.WriteBoolean("accepted"u8, true);
            }));
        }
    }
}
