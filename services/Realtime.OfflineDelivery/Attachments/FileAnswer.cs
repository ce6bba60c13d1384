namespace Realtime.OfflineDelivery.Attachments;

/// <summary>A file that is stored, and until when.</summary>
internal sealed record FileAnswer(FileReference File, DateTimeOffset ExpiresAt)
{
    public static FileAnswer Of(StoredFile file) => new(FileReference.Of(file), file.ExpiresAt);
}
