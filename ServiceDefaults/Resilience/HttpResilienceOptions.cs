using System.ComponentModel.DataAnnotations;

namespace Realtime.ServiceDefaults.Resilience;

public sealed class HttpResilienceOptions
{
    public const string SectionName = "HttpResilience";

    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(30);

    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    [Range(1, 10)]
    public int MaxRetryAttempts { get; set; } = 3;

    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);
}
