using System.Text;
using System.Text.Json;
using Realtime.Contracts.Presence;
using Realtime.Contracts.Rooms;

namespace Realtime.Presence.Tracking;

/// <summary>What a change must look like to be stored; one that does not is skipped, since a single bad one must not hold up the queue.</summary>
internal static class ChangeRules
{
    private const int MaxIdLength = 200;
    private const int MaxStateBytes = 1024;

    public static bool IsValid(PresenceChange change) =>
        IsPlain(change.ConnectionId, MaxIdLength)
        && (change.UserId is null ? change.Kind != PresenceChangeKind.Opened : UserId.IsValid(change.UserId))
        && (change.Kind is PresenceChangeKind.Opened or PresenceChangeKind.Closed || RoomName.IsValid(change.Room))
        && (change.State is null || IsState(change.State))
        && (change.Tenant is null || IsPlain(change.Tenant, MaxIdLength))
        && (change.Protocol is null || IsPlain(change.Protocol, MaxIdLength));

    /// <summary>Ids end up in keys and in text columns, which take no NUL.</summary>
    public static bool IsPlain(string? text, int maxLength) =>
        text is { Length: > 0 } && text.Length <= maxLength && !text.AsSpan().ContainsAnyInRange('\0', '\u001f') && !text.Any(char.IsSurrogate);

    /// <summary>What the client calls itself, fit to be stored.</summary>
    public static string? Device(string? device) =>
        device is null ? null : string.Concat(device.Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter)).Take(MaxIdLength));

    private static bool IsState(string state)
    {
        if (Encoding.UTF8.GetByteCount(state) > MaxStateBytes || state.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(state);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
