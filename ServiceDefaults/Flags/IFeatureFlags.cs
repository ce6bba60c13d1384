namespace Realtime.ServiceDefaults.Flags;

/// <summary>Flags of the section <c>FeatureManagement</c>. Asked when a client connects; what follows keeps the answer, so that a change never breaks an open socket.</summary>
public interface IFeatureFlags
{
    /// <summary>Whether a feature is on for a user. A flag that is not configured is on: the feature's own options decide then.</summary>
    bool IsEnabled(string feature, string subject);

    /// <summary>Whether a feature is off for everybody, whoever may come.</summary>
    bool IsOff(string feature);
}
