namespace Realtime.Gateway.Connections;

/// <summary>Whether the gateway drains, and the event that says when it begins.</summary>
internal sealed class DrainState(TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _draining = new();
    private long _beganAt;

    public bool IsDraining => _draining.IsCancellationRequested;

    /// <summary>How long it has been draining; zero before.</summary>
    public TimeSpan Elapsed => IsDraining ? time.GetElapsedTime(Interlocked.Read(ref _beganAt)) : TimeSpan.Zero;

    /// <summary>Cancelled when draining begins: readiness, announcements and the like register here.</summary>
    public CancellationToken Draining => _draining.Token;

    public void Dispose() => _draining.Dispose();

    /// <summary>False when it drains already.</summary>
    internal bool TryBegin()
    {
        lock (_draining)
        {
            if (_draining.IsCancellationRequested)
            {
                return false;
            }

            Interlocked.Exchange(ref _beganAt, time.GetTimestamp());
            _draining.Cancel();
            return true;
        }
    }
}
