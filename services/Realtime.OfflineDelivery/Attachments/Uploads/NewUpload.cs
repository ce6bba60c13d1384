namespace Realtime.OfflineDelivery.Attachments.Uploads;

/// <summary>An upload that is about to begin.</summary>
internal sealed record NewUpload
{
    /// <summary>Cannot be guessed: 122 random bits.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    public required string Owner { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    /// <summary>Null when it will show at the end only.</summary>
    public required long? Size { get; init; }

    /// <summary>What the content must come to; null when the uploader did not say.</summary>
    public required byte[]? Sha256 { get; init; }

    /// <summary>Who may read the file without a message; null: nobody.</summary>
    public required UploadTarget? Target { get; init; }
}
