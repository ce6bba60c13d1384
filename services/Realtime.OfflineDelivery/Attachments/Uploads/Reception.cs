namespace Realtime.OfflineDelivery.Attachments.Uploads;

/// <summary>How the body of a request ended, and how far the upload is now.</summary>
internal readonly record struct Reception(ReceptionEnd End, long Position);
