namespace Realtime.Gateway.Delivery;

/// <summary>
/// What arrives over the backplane is worked off under this lock, a batch at a time, fan-outs included. Whoever ends a drain or a recovery takes it too,
/// so that a connection goes live between two batches: no message falls between the held and the live ones, and none comes twice.
/// I/O threads never take it.
/// </summary>
internal sealed class DeliveryLane
{
    public Lock Gate { get; } = new();
}
