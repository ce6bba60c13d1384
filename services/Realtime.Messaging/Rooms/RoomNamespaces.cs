using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Realtime.Contracts.Rooms;

namespace Realtime.Messaging.Rooms;

/// <summary>Finds the options of a room; follows configuration changes.</summary>
public sealed class RoomNamespaces : IDisposable
{
    private readonly IDisposable? _subscription;
    private volatile State _state;

    /// <summary>Follows <paramref name="options"/>.</summary>
    public RoomNamespaces(IOptionsMonitor<RoomOptions> options)
    {
        _state = new State(options.CurrentValue);
        _subscription = options.OnChange(changed => _state = new State(changed));
    }

    /// <summary>All namespaces by name.</summary>
    public IReadOnlyDictionary<string, RoomNamespaceOptions> All => _state.ByName;

    /// <summary>Options of namespaces that are not listed.</summary>
    public RoomNamespaceOptions Default => _state.Default;

    /// <summary>Options of a room, by the part of its name before the first colon.</summary>
    public RoomNamespaceOptions Of(ReadOnlySpan<char> room)
    {
        var state = _state;
        return state.Lookup.TryGetValue(RoomName.Namespace(room), out var found) ? found : state.Default;
    }

    /// <inheritdoc />
    public void Dispose() => _subscription?.Dispose();

    private sealed class State(RoomOptions options)
    {
        public FrozenDictionary<string, RoomNamespaceOptions> ByName { get; } = options.Namespaces.ToFrozenDictionary(StringComparer.Ordinal);

        public RoomNamespaceOptions Default { get; } = options.Default;

        public FrozenDictionary<string, RoomNamespaceOptions>.AlternateLookup<ReadOnlySpan<char>> Lookup =>
            ByName.GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
