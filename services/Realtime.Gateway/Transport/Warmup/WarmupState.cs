namespace Realtime.Gateway.Transport.Warmup;

internal sealed class WarmupState
{
    private volatile bool _done;

    public bool IsDone
    {
        get => _done;
        set => _done = value;
    }
}
