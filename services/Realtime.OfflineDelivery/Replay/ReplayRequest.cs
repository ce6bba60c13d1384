using Realtime.Messaging.Batches;
using Realtime.OfflineDelivery.Sequencing;

namespace Realtime.OfflineDelivery.Replay;

/// <summary>A gateway asks for an inbox or a room's log.</summary>
/// <param name="Delivery">The broker message it came in; acknowledged when it is answered.</param>
/// <param name="Name">User id or room.</param>
/// <param name="Entry">The request.</param>
internal sealed record ReplayRequest(ShardDelivery Delivery, string Name, BatchEntry Entry);
