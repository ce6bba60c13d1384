using System.ComponentModel.DataAnnotations;

namespace Realtime.Gateway.SocketIo;

/// <summary>Connection state recovery, <c>Gateway:SocketIo:Recovery</c>.</summary>
internal sealed class RecoveryOptions
{
    public bool Enabled { get; set; } = true;

    /// <summary>How long a dropped socket's rooms and messages are kept.</summary>
    [Range(1, 3_600)]
    public int WindowSeconds { get; set; } = 120;

    /// <summary>Dropped sockets kept by one gateway; more push the oldest out.</summary>
    [Range(1, 1_000_000)]
    public int MaxSockets { get; set; } = 10_000;

    /// <summary>Bytes of recent messages kept by one gateway; more push the oldest out.</summary>
    [Range(1_024, 1_000_000_000)]
    public int MaxBytes { get; set; } = 16_000_000;
}
