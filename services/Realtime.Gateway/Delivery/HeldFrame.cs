using Realtime.Gateway.Framing;

namespace Realtime.Gateway.Delivery;

/// <summary>A frame that waits for its turn. <paramref name="Message"/> is set for direct messages, <paramref name="Offset"/> for numbered ones.</summary>
internal readonly record struct HeldFrame(OutboundFrame Frame, MessageName? Message, long Offset, PublishedTrace? Trace = null);
