namespace Realtime.ServiceDefaults.Internal;

public sealed class InternalCallOptions
{
    public const string SectionName = "Internal";

    /// <summary>What the value is in Development when none is given.</summary>
    public const string DevelopmentKey = "dev-internal-key";

    /// <summary>The secret all services share for calls among themselves.</summary>
    public string Key { get; set; } = "";
}
