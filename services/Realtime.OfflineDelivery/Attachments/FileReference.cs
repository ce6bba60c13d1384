namespace Realtime.OfflineDelivery.Attachments;

/// <summary>What a message of type <c>file</c> carries as <c>data.file</c>.</summary>
internal sealed record FileReference(string Id, string Name, string Type, long Size, string Sha256, string Url)
{
    public static FileReference Of(StoredFile file) =>
        new(file.Id.ToString("N"), file.Name, file.Type, file.Size!.Value, Convert.ToHexStringLower(file.Sha256!), file.Path);
}
