namespace Aspire.Hosting.Orchestration.Health;

/// <summary>What one look at an instance found; the message never holds a secret.</summary>
internal readonly record struct ProbeResult(bool IsHealthy, string? Message)
{
    public static ProbeResult Healthy { get; } = new(true, null);

    /// <summary>It answers, but will never let us in: waiting does not help.</summary>
    public bool IsRefused { get; init; }

    public static ProbeResult Unhealthy(string message) => new(false, message);

    public static ProbeResult Refused(string message) => new(false, message) { IsRefused = true };
}
