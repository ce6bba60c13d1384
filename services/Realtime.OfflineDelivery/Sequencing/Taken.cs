namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>A message that an acknowledgement took out of an inbox.</summary>
/// <param name="Key">The message.</param>
/// <param name="StoredAt">When it was stored.</param>
/// <param name="Scope">Its publisher's scope.</param>
internal sealed record Taken(Guid Key, DateTimeOffset StoredAt, string Scope);
