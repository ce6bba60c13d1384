namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>A message that a device of its user received.</summary>
/// <param name="Key">The message; null when the device named an id that its socket was not given, so that no one knows whose message it means.</param>
/// <param name="Target">Key of the user.</param>
/// <param name="UserId">The user.</param>
/// <param name="Scope">Its publisher's scope; null as the key.</param>
/// <param name="MessageId">The id that its publisher gave it.</param>
/// <param name="Origin">The device's gateway.</param>
internal sealed record Acknowledged(Guid? Key, string Target, string UserId, string? Scope, string MessageId, string Origin)
{
    /// <summary>Names of the devices that have it; the empty one for those that gave none.</summary>
    public HashSet<string> Devices { get; } = new(StringComparer.Ordinal);

    /// <summary>It came before its message.</summary>
    public bool IsEarly { get; set; }

    /// <summary>The stored message that this took out of the inbox.</summary>
    public Taken? Taken { get; set; }
}
