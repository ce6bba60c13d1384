namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>Body of an internal call: what this gateway has seen in rooms after a moment (Unix milliseconds of the publishers).</summary>
internal sealed record MissedQuery(IReadOnlyList<string> Rooms, long After);
