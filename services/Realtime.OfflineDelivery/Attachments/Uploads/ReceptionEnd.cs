namespace Realtime.OfflineDelivery.Attachments.Uploads;

internal enum ReceptionEnd
{
    /// <summary>The body ended as it should.</summary>
    Whole,

    /// <summary>The client went away, or was too slow.</summary>
    Broken,

    TooLarge,

    /// <summary>Somebody else appended meanwhile.</summary>
    Conflict,

    QuotaExceeded,

    /// <summary>The upload was deleted meanwhile.</summary>
    Missing,
}
