using System.Text.Json;
using Realtime.Gateway.Backplane;
using Realtime.Messaging.Batches;

namespace Realtime.Gateway.Presence;

/// <summary>Presence asks for a snapshot; the sender answers with its next batch.</summary>
internal sealed class SnapshotRequests : IControlHandler
{
    private volatile string? _wanted;

    public IReadOnlyList<string> Types { get; } = [ControlTypes.SnapshotRequest];

    /// <summary>The snapshot that is asked for now.</summary>
    public string? Current => _wanted;

    public void Handle(string type, in BatchEntryView entry) => _wanted = ReadId(entry.Data) ?? Guid.CreateVersion7().ToString("N");

    public void Done(string id)
    {
        if (_wanted == id)
        {
            _wanted = null;
        }
    }

    private static string? ReadId(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.TryGetProperty("snapshot_id", out var id) ? id.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
