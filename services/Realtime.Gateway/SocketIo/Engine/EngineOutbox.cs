namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>What waits for the next poll of a session, bounded in bytes. Its session's lock guards it.</summary>
internal sealed class EngineOutbox(int maxBytes)
{
    private List<EngineMessage> _messages = [];
    private int _bytes;

    public bool IsEmpty => _messages.Count == 0;

    public bool TryAdd(EngineMessage message)
    {
        // A message that alone is larger than the bound still goes out when nothing else waits.
        if (_bytes > 0 && _bytes + message.Bytes.Length > maxBytes)
        {
            return false;
        }

        _messages.Add(message);
        _bytes += message.Bytes.Length + 1;
        return true;
    }

    public IReadOnlyList<EngineMessage> TakeAll()
    {
        var taken = _messages;
        (_messages, _bytes) = ([], 0);
        return taken;
    }
}
