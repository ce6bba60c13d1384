using Realtime.Contracts.Rooms;

namespace Realtime.Gateway.Native;

/// <summary>Projects of Auto-Devs clients are the rooms <c>project:&lt;uuid&gt;</c>.</summary>
internal static class ProjectRoom
{
    private const string Prefix = "project:";

    /// <summary>The room of a project id as clients write it; null when it is no uuid.</summary>
    public static string? Of(string? projectId) =>
        Guid.TryParseExact(projectId, "D", out var id) ? Prefix + id.ToString("D") : null;

    public static bool TryGetProject(string room, out string project)
    {
        var found = room.StartsWith(Prefix, StringComparison.Ordinal);
        project = found ? room[Prefix.Length..] : "";
        return found;
    }

    public static bool IsValidRoom(string? room) => room is not null && RoomName.IsValid(room);
}
