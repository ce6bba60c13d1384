using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.Delivery;

/// <summary>One room that is being caught up. Live messages wait in copies.</summary>
internal sealed class RoomCatchUp(string room, long deadline)
{
    private volatile bool _givenUp;

    public string Room => room;

    public long Deadline { get; set; } = deadline;

    public List<RoomMessage> Held { get; } = [];

    /// <summary>Nobody could be asked.</summary>
    public bool GivenUp
    {
        get => _givenUp;
        set => _givenUp = value;
    }
}
