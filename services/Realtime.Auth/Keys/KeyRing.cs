namespace Realtime.Auth.Keys;

/// <summary>The signing keys this replica knows. Which one signs follows from the clock alone, so replicas agree without talking to each other.</summary>
internal sealed class KeyRing(TimeProvider time)
{
    private volatile KeyRingSnapshot _snapshot = KeyRingSnapshot.Empty;

    public KeyRingSnapshot Snapshot => _snapshot;

    public SigningKey Active => _snapshot.ActiveAt(time.GetUtcNow())
        ?? throw new InvalidOperationException("There is no active signing key; the key rotation has not run.");

    public void Replace(KeyRingSnapshot snapshot) => _snapshot = snapshot;
}
