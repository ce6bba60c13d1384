namespace Realtime.Contracts.Gateways;

/// <summary>What a gateway replica says of itself every 2 s and at every change, as JSON on <see cref="Wire.BusNames.GatewaysExchange"/>.</summary>
/// <param name="GatewayId">The replica; new at every start.</param>
/// <param name="HttpUrl">Where its HTTP API listens.</param>
/// <param name="SocketsUrl">Where its socket listener listens.</param>
/// <param name="Draining">Whether it takes no new sockets.</param>
/// <param name="Connections">Open sockets.</param>
/// <param name="At">When it was said.</param>
public sealed record GatewayAnnouncement(string GatewayId, string HttpUrl, string SocketsUrl, bool Draining, int Connections, DateTimeOffset At);
