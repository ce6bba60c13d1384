namespace Realtime.OfflineDelivery.Attachments;

/// <summary>A row of the table <c>files</c>.</summary>
internal sealed record StoredFile
{
    public required Guid Id { get; init; }

    public required string Owner { get; init; }

    public required string Name { get; init; }

    /// <summary>Media type as the uploader gave it.</summary>
    public required string Type { get; init; }

    /// <summary>Null while nobody has said it.</summary>
    public required long? Size { get; init; }

    public required long Received { get; init; }

    /// <summary>While the upload lasts what it must come to, or null; then what it came to.</summary>
    public required byte[]? Sha256 { get; init; }

    /// <summary>Null while the upload lasts.</summary>
    public required DateTimeOffset? CompletedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public string Path => PathOf(Id);

    public static string PathOf(Guid id) => $"/api/v1/files/{id:N}";
}
