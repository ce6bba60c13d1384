namespace Realtime.OfflineDelivery.Attachments.Content;

internal interface IFileWriter : IAsyncDisposable
{
    /// <summary>Whether the bytes go into the database with their count.</summary>
    bool WritesToDatabase { get; }

    ValueTask WriteAsync(long start, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Ends the file at <paramref name="length"/>, and returns when all its bytes will survive a crash.</summary>
    void Complete(long length);

    /// <summary>The bytes of all writers of this file, from the first; the stream is the writer's to dispose.</summary>
    Stream Read(long length);
}
