using Realtime.Gateway.Connections;

namespace Realtime.Gateway.Delivery;

/// <summary>A client's message to a room.</summary>
internal readonly record struct RoomPublishRequest(string Room, string Type, string MessageId, string Sender, ClientConnection Connection);
