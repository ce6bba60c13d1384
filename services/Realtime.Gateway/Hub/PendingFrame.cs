using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;

namespace Realtime.Gateway.Hub;

/// <summary>One encoded publication waiting for the end of the burst, and who does not get it.</summary>
internal readonly record struct PendingFrame(OutboundFrame Frame, ClientConnection? ExcludeConnection, string? ExcludeUser, string? ConflationKey)
{
    public bool IsFor(ClientConnection connection) =>
        !ReferenceEquals(connection, ExcludeConnection) && (ExcludeUser is null || connection.UserId != ExcludeUser);
}
