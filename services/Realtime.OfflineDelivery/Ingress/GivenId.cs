namespace Realtime.OfflineDelivery.Ingress;

/// <summary>An identity given to a message that had none.</summary>
/// <param name="Id">The identity.</param>
/// <param name="Content">What the message is: half of SHA-256 over its key and body.</param>
internal readonly record struct GivenId(string Id, Guid Content);
