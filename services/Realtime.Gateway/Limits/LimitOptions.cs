using System.ComponentModel.DataAnnotations;

namespace Realtime.Gateway.Limits;

/// <summary>Limits on what one connection, user and address may send (<c>Gateway:Limits</c>). A rate of 0 switches that limit off.</summary>
internal sealed class LimitOptions
{
    public const string SectionName = "Gateway:Limits";

    [Range(0, 1_000_000)]
    public double MessagesPerSecond { get; set; } = 10;

    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 20;

    [Range(0, 10_000_000)]
    public double UserMessagesPerSecond { get; set; } = 100;

    [Range(1, 10_000_000)]
    public int UserBurst { get; set; } = 200;

    [Range(0, 10_000_000)]
    public double AddressMessagesPerSecond { get; set; } = 10_000;

    [Range(1, 10_000_000)]
    public int AddressBurst { get; set; } = 20_000;

    [Range(0, 1_000_000)]
    public int UserConnections { get; set; } = 1_000;

    [Range(0, 1_000_000)]
    public int MaxErrors { get; set; } = 10;

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ErrorWindow { get; set; } = TimeSpan.FromMinutes(5);

    [Range(0, 1_000_000)]
    public int MaxRefused { get; set; } = 100;

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RefusedWindow { get; set; } = TimeSpan.FromSeconds(10);
}
