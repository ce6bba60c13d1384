namespace Realtime.Gateway.Delivery;

/// <summary>
/// Remembers which direct messages were delivered live, in two generations, so that a message that was published twice is
/// delivered once. Guarded by the <see cref="DeliveryLane"/>.
/// </summary>
internal sealed class DedupeWindow(int capacity)
{
    private readonly int _perGeneration = Math.Max(1, capacity / 2);
    private HashSet<(string User, MessageName Message)> _young = [];
    private HashSet<(string User, MessageName Message)> _old = [];

    /// <summary>False when the message was noted before.</summary>
    public bool TryAdd(string user, MessageName message)
    {
        var key = (user, message);
        if (_old.Contains(key) || !_young.Add(key))
        {
            return false;
        }

        if (_young.Count >= _perGeneration)
        {
            (_old, _young) = (_young, _old);
            _young.Clear();
        }

        return true;
    }
}
