namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>A kept message. Its events share one position.</summary>
internal sealed record RecoveryRecord(long Position, string Key, string? MessageId, IReadOnlyList<KeptEvent> Events, DateTimeOffset At)
{
    private const int Overhead = 150;

    public int Bytes => Events.Sum(one => one.Argument.Length) + Overhead;
}
