using Realtime.Gateway.Connections;

namespace Realtime.Gateway.Delivery;

/// <summary>What follows a durable message that was written to a socket: its step is reported, and clients that cannot acknowledge are asked for a receipt.</summary>
internal sealed class DurableWriter(Reports reports, Acknowledgements acknowledgements, DurableSpans spans)
{
    public void Written(ClientConnection connection, IDurableReceiver receiver, string target, string messageId, PublishedTrace? trace)
    {
        reports.Written(target, messageId);
        spans.Written(connection.Id, messageId, trace);
        if (receiver.AcknowledgesExplicitly)
        {
            return;
        }

        if (receiver.IsReceivedWhenWritten)
        {
            if (connection.UserId is { } user)
            {
                acknowledgements.Add(user, receiver.DeviceId, [messageId]);
                spans.Received(connection.Id, [messageId], "written");
            }

            return;
        }

        var ledger = receiver.Receipts ??= new ReceiptLedger();
        connection.RequestReceipt(ledger.Add(messageId));
    }
}
