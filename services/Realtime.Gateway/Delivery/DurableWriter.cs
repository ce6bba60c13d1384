using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;

namespace Realtime.Gateway.Delivery;

/// <summary>
/// Writes durable messages to sockets: their step is reported, what clients may acknowledge is noted, and clients that cannot acknowledge are asked for a receipt.
/// </summary>
internal sealed class DurableWriter(Reports reports, Acknowledgements acknowledgements, DurableSpans spans)
{
    public void Send(ClientConnection connection, IDurableReceiver receiver, OutboundFrame frame, string target, MessageName message, PublishedTrace? trace)
    {
        // Before it can be acknowledged, which may be before the call that writes it returns.
        var ledger = receiver.AcknowledgesExplicitly ? receiver.Written ??= new WrittenLedger() : null;
        ledger?.Add(message);
        if (connection.TrySend(frame))
        {
            Written(connection, receiver, target, message, trace);
        }
        else
        {
            ledger?.TakeBack(message);
        }
    }

    private void Written(ClientConnection connection, IDurableReceiver receiver, string target, MessageName message, PublishedTrace? trace)
    {
        reports.Written(target, message);
        spans.Written(connection.Id, message.Id, trace);
        if (receiver.AcknowledgesExplicitly)
        {
            return;
        }

        if (receiver.IsReceivedWhenWritten)
        {
            if (connection.UserId is { } user)
            {
                acknowledgements.Add(user, receiver.DeviceId, [new Receipt(message.Scope, message.Id)]);
                spans.Received(connection.Id, [message.Id], "written");
            }

            return;
        }

        var ledger = receiver.Receipts ??= new ReceiptLedger();
        connection.RequestReceipt(ledger.Add(message));
    }
}
