namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>What is done with an accepted message; the values are those of the function <c>accept_messages</c>.</summary>
internal enum PendingKind : short
{
    Direct = 0,
    DirectAcknowledged = 1,
    History = 2,
    Ephemeral = 3,
}
