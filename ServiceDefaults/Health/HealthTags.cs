namespace Realtime.ServiceDefaults.Health;

public static class HealthTags
{
    public const string Ready = "ready";
    public const string Live = "live";
}
