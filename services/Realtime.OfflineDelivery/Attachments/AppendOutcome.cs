namespace Realtime.OfflineDelivery.Attachments;

internal enum AppendOutcome
{
    Stored,

    /// <summary>There is no such upload, or not any more.</summary>
    Missing,

    /// <summary>Other bytes came first, or more than announced.</summary>
    Conflict,

    QuotaExceeded,
}
