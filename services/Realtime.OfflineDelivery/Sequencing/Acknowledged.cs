namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>A message that a device of its user received.</summary>
/// <param name="Target">Key of the user.</param>
/// <param name="UserId">The user.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Origin">The device's gateway.</param>
internal sealed record Acknowledged(string Target, string UserId, string MessageId, string Origin)
{
    /// <summary>Names of the devices that have it; the empty one for those that gave none.</summary>
    public HashSet<string> Devices { get; } = new(StringComparer.Ordinal);

    /// <summary>When it was stored, if this took it out of the inbox.</summary>
    public DateTimeOffset? StoredAt { get; set; }
}
