using RabbitMQ.Client;
using Realtime.Contracts.Presence;

namespace Realtime.Presence.Tracking;

/// <summary>A delivery that waits to be applied; without a batch it is a probe or was not understood.</summary>
internal readonly record struct IncomingBatch(IChannel Channel, ulong Tag, PresenceBatch? Batch, bool IsProbe);
