namespace Realtime.OfflineDelivery.Replay;

/// <summary>What one step of a replay reads at most, of an inbox or a room.</summary>
internal static class ReplayPage
{
    public const int Rows = 500;

    /// <summary>A message that is larger is a page of its own.</summary>
    public const long Bytes = 1024 * 1024;

    /// <summary>Between two pages of one replay, so that live messages pass it on their way to the gateway.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
}
