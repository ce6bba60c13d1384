using Realtime.Contracts.Wire;
using Realtime.Gateway.Delivery;
using Realtime.Gateway.Native.Frames;

namespace Realtime.Gateway.Native.Handlers;

/// <summary><c>message_ack</c>: a device received durable messages. No reply.</summary>
internal sealed class MessageAckHandler(Acknowledgements acknowledgements, DurableSpans spans) : INativeHandler
{
    private const int MaxIds = 1_000;

    public string Type => "message_ack";

    public bool TakesToken => false;

    public void Handle(NativeSession session, in ClientFrame frame)
    {
        List<string>? ids = null;
        var data = new DataReader(frame.Data);
        while (data.Next())
        {
            if (data.Named("message_ids"u8))
            {
                ids = data.Strings(MaxIds);
            }
            else
            {
                data.Skip();
            }
        }

        if (ids is null || ids.Exists(id => id.Length is 0 or > ClientFrameReader.MaxMessageIdLength))
        {
            session.Fail(ErrorCodes.ProcessingError, "Failed to process message", frame.MessageId, "message_ids must be an array of at most 1000 ids");
            return;
        }

        if (session.Written?.Take(ids) is { Count: > 0 } receipts)
        {
            acknowledgements.Add(session.UserId, session.DeviceId, receipts);
        }

        spans.Received(session.Connection.Id, ids, "message_ack");
    }
}
