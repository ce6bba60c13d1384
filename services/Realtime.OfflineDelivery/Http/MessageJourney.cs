using Realtime.OfflineDelivery.Journeys;

namespace Realtime.OfflineDelivery.Http;

/// <summary>The way of one message.</summary>
/// <param name="Target">Where it went: <c>user.&lt;id&gt;</c> or <c>room.&lt;room&gt;</c>.</param>
/// <param name="Publisher">Who published it; absent when it came without an identity.</param>
/// <param name="Steps">Its steps in order.</param>
internal sealed record MessageJourney(string Target, string? Publisher, IReadOnlyList<JourneyStep> Steps);
