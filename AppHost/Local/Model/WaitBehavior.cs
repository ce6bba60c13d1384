namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a waiting resource does when the other one cannot come up.</summary>
public enum WaitBehavior
{
    /// <summary>Goes on waiting.</summary>
    WaitOnResourceUnavailable = 0,

    /// <summary>Fails.</summary>
    StopOnResourceUnavailable = 1,
}
