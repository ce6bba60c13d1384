namespace Realtime.OfflineDelivery.Journeys;

/// <summary>One step of a message's way.</summary>
/// <param name="Step"><c>accepted</c>, <c>stored</c>, <c>routed</c>, <c>written</c>, <c>acknowledged</c> or <c>expired</c>.</param>
/// <param name="At">When.</param>
/// <param name="Gateway">The gateway, where one did it.</param>
internal sealed record JourneyStep(string Step, DateTimeOffset At, string? Gateway = null);
