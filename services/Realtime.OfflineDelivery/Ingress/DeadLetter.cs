namespace Realtime.OfflineDelivery.Ingress;

/// <summary>A message that could not be understood.</summary>
/// <param name="Reason">Why.</param>
/// <param name="RoutingKey">Key with which it was published.</param>
/// <param name="ContentType">Content type it was published with.</param>
/// <param name="At">When it was buried.</param>
/// <param name="Body">The body as text; base64 for a packed batch.</param>
internal sealed record DeadLetter(string Reason, string RoutingKey, string? ContentType, DateTimeOffset? At, string Body);
