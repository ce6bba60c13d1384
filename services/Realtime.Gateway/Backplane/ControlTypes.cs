namespace Realtime.Gateway.Backplane;

/// <summary>Types of control entries that gateways understand.</summary>
internal static class ControlTypes
{
    public const string DisconnectUser = "disconnect_user";
    public const string DisconnectRoom = "disconnect_room";
    public const string DisconnectConnection = "disconnect_connection";
    public const string SnapshotRequest = "snapshot_request";
    public const string StatsRequest = "stats_request";
    public const string StatsReply = "stats_reply";
}
