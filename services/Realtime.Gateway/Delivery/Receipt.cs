namespace Realtime.Gateway.Delivery;

/// <summary>A message that a device received.</summary>
/// <param name="Scope">Its publisher's scope; null when the device named an id that its socket is not known to have been given.</param>
/// <param name="MessageId">Its id.</param>
internal readonly record struct Receipt(string? Scope, string MessageId);
