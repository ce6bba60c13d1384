namespace Realtime.Gateway.Identity.Expiry;

/// <summary>Something that shall happen to a connection at a time. One deadline stands at most; setting the next replaces it.</summary>
internal interface IDeadline
{
    /// <summary>Kept by <see cref="DeadlineClock"/>; 0 when none stands.</summary>
    long DueTick { get; set; }

    void OnDue();
}
