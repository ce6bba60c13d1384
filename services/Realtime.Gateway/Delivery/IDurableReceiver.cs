namespace Realtime.Gateway.Delivery;

/// <summary>What the durable lane keeps with a connection that gets direct messages; implemented by an adapter's connection state.</summary>
internal interface IDurableReceiver
{
    /// <summary>The client acknowledges by itself (<c>message_ack</c>); otherwise a pong is the receipt.</summary>
    bool AcknowledgesExplicitly { get; }

    /// <summary>What the client calls its device, so that it is the same over many connections; null when it gave no name.</summary>
    string? DeviceId { get; }

    /// <summary>No receipt is asked for: what was written counts as received (the flag PongReceipts is off for the client).</summary>
    bool IsReceivedWhenWritten { get; }

    /// <summary>The drain of the user's inbox that is open on this connection, or null.</summary>
    InboxDrain? Drain { get; set; }

    /// <summary>Durable messages that wait for a pong; null until the first.</summary>
    ReceiptLedger? Receipts { get; set; }

    /// <summary>Durable messages that wait for an explicit acknowledgement; null until the first.</summary>
    WrittenLedger? Written { get; set; }
}
