namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>A kept message. Its events share one position.</summary>
/// <param name="Position">Place in the log.</param>
/// <param name="Key">For whom.</param>
/// <param name="MessageId">Its id; null for an event to one socket.</param>
/// <param name="Events">As clients hear it.</param>
/// <param name="At">When it was kept.</param>
/// <param name="Published">When it was published, in Unix milliseconds of its publisher.</param>
/// <param name="Latest">The latest publication up to this position.</param>
internal sealed record RecoveryRecord(long Position, string Key, string? MessageId, IReadOnlyList<KeptEvent> Events, DateTimeOffset At, long Published, long Latest)
{
    private const int Overhead = 150;

    public int Bytes => Events.Sum(one => one.Argument.Length) + Overhead;
}
