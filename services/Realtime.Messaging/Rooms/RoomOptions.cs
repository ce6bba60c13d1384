namespace Realtime.Messaging.Rooms;

/// <summary>Room namespaces; section <c>Rooms</c>. Gateway, Presence and OfflineDelivery bind it alike.</summary>
public sealed class RoomOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "Rooms";

    /// <summary>Options by namespace, the part of a room's name before the first colon.</summary>
    public Dictionary<string, RoomNamespaceOptions> Namespaces { get; } = new(StringComparer.Ordinal)
    {
        ["project"] = new() { HistorySize = 1000, HistoryTime = TimeSpan.FromHours(24), Presence = true },
        ["chat"] = new() { HistorySize = 1000, HistoryTime = TimeSpan.FromDays(7) },
        ["vendor"] = new(),
        ["cell"] = new(),
        ["room"] = new() { Presence = true },
        ["agent"] = new() { Subscribe = RoomAccess.Capability, Publish = RoomAccess.Capability },
        ["agentadmin"] = new() { Subscribe = RoomAccess.Capability, Publish = RoomAccess.Capability },
        ["agentchat"] = new() { HistorySize = 1000, HistoryTime = TimeSpan.FromDays(7), Subscribe = RoomAccess.Capability, Publish = RoomAccess.Capability },
    };

    /// <summary>Options of a namespace that is not listed.</summary>
    public RoomNamespaceOptions Default { get; } = new();
}
