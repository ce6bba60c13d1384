using Realtime.Gateway.Framing;

namespace Realtime.Gateway.Connections;

/// <summary>Rooms that a connection which does not read fast enough is held up in: <see cref="SlowConsumerPolicy.Hold"/>. All under the lock of the transport object.</summary>
internal sealed partial class ClientConnection
{
    private Dictionary<string, FrameOrigin>? _held;

    public bool IsHeldUp
    {
        get
        {
            lock (_transport)
            {
                return _held is not null;
            }
        }
    }

    /// <summary>The places from which frames were refused. From here on frames of those rooms are taken again.</summary>
    public IReadOnlyCollection<FrameOrigin> TakeHeld()
    {
        lock (_transport)
        {
            var held = _held;
            _held = null;
            return held is null ? [] : held.Values;
        }
    }

    /// <summary>What is refused once is refused until the protocol has taken note, or the room's messages would get out of order.</summary>
    private bool IsHeld(OutboundFrame frame) => _held is not null && frame.Origin is { } origin && _held.ContainsKey(origin.Room);

    private bool Hold(OutboundFrame frame)
    {
        if (_settings.SlowConsumer != SlowConsumerPolicy.Hold || frame.Origin is not { } origin)
        {
            return false;
        }

        (_held ??= new(StringComparer.Ordinal)).Add(origin.Room, origin);
        return true;
    }
}
