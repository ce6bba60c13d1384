namespace Realtime.OfflineDelivery.Journeys;

/// <summary>Steps of one message.</summary>
/// <param name="Target">Where it went.</param>
/// <param name="Scope">Its publisher's scope; null where a version of before recorded them.</param>
/// <param name="Steps">The steps.</param>
internal sealed record RecordedSteps(string Target, string? Scope, IReadOnlyList<JourneyStep> Steps);
