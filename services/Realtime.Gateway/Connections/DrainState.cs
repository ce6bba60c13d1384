namespace Realtime.Gateway.Connections;

/// <summary>Whether the gateway drains, and the event that says when it begins.</summary>
internal sealed class DrainState : IDisposable
{
    private readonly CancellationTokenSource _draining = new();

    public bool IsDraining => _draining.IsCancellationRequested;

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

            _draining.Cancel();
            return true;
        }
    }
}
