using Realtime.OfflineDelivery.Journeys;

namespace Realtime.OfflineDelivery.Http;

/// <summary>The way of a message so far.</summary>
internal sealed record Journey(string MessageId, IReadOnlyList<JourneyStep> Steps);
