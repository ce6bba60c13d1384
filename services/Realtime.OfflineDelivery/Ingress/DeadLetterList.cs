namespace Realtime.OfflineDelivery.Ingress;

/// <summary>The oldest dead letters.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Messages">The oldest of them.</param>
internal sealed record DeadLetterList(long Total, IReadOnlyList<DeadLetter> Messages);
