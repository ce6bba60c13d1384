namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>A message that a device of its user received.</summary>
/// <param name="Target">Key of the user.</param>
/// <param name="UserId">The user.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Origin">The device's gateway.</param>
internal sealed record Acknowledged(string Target, string UserId, string MessageId, string Origin)
{
    /// <summary>When it was stored, if it was still in the inbox.</summary>
    public DateTimeOffset? StoredAt { get; set; }
}
