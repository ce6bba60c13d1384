namespace Realtime.Messaging.Connections;

/// <summary>Name under which the service appears at the broker and as the origin of its batches.</summary>
/// <param name="Value">The name, for example <c>gateway-0193…</c>.</param>
public sealed record ClientName(string Value);
