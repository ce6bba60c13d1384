using Realtime.Gateway.Connections;

namespace Realtime.Gateway.Delivery;

/// <summary>A message to a room; without sender and connection it is an administrator's.</summary>
internal readonly record struct RoomPublishRequest(string Room, string Type, string MessageId, string? Sender, ClientConnection? Connection);
