namespace Realtime.OfflineDelivery.Attachments.Uploads;

/// <summary>What an uploader says about a file, before anything of it is believed.</summary>
internal sealed record UploadDescription
{
    public string? Name { get; init; }

    public string? Type { get; init; }

    public long? Size { get; init; }

    public string? Sha256Text { get; init; }

    public string? Room { get; init; }

    public string? UserId { get; init; }

    /// <summary>Null when nothing, or nothing readable, was given.</summary>
    public byte[]? Sha256 => Sha256Text is null ? null : Digests.Read(Sha256Text);
}
