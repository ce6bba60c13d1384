using System.Text.Json.Serialization;
using Realtime.Gateway.Management.Stats;

namespace Realtime.Gateway.Management.Api;

/// <summary>A page of connections; <paramref name="NextCursor"/> is null on the last.</summary>
internal sealed record ConnectionList(
    IReadOnlyList<ConnectionRow> Connections,
    long Total,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NextCursor);

internal sealed record ConnectionTotal(long Total);

internal sealed record ProjectCount(string ProjectId, long Count);

internal sealed record UserCount(string UserId, long Count);

internal sealed record RoomCount(string Room, long Count);
