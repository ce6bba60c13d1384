namespace Realtime.OfflineDelivery.Attachments.Content;

/// <summary>Where the bytes of files are.</summary>
internal interface IFileContent
{
    /// <summary>Opens an upload for appending; null while somebody else appends to it.</summary>
    ValueTask<IFileWriter?> OpenAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>A stream that can seek. The file may go away under it, which fails the read.</summary>
    Stream Read(Guid id, long length);

    /// <summary>Removes what is not in the database; known or not.</summary>
    void Delete(Guid id);

    /// <summary>The ids of what is not in the database, in portions.</summary>
    IEnumerable<IReadOnlyCollection<Guid>> All();
}
