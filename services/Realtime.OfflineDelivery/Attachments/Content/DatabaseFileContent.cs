using Npgsql;

namespace Realtime.OfflineDelivery.Attachments.Content;

/// <summary>Content as rows of <c>file_chunks</c>, which come and go with the file's row.</summary>
internal sealed class DatabaseFileContent(NpgsqlDataSource database) : IFileContent
{
    public ValueTask<IFileWriter?> OpenAsync(Guid id, CancellationToken cancellationToken) => ValueTask.FromResult<IFileWriter?>(new Writer(database, id));

    public Stream Read(Guid id, long length) => new ChunkStream(database, id, length);

    public void Delete(Guid id)
    {
    }

    public IEnumerable<IReadOnlyCollection<Guid>> All() => [];

    private sealed class Writer(NpgsqlDataSource database, Guid id) : IFileWriter
    {
        private ChunkStream? _stream;

        public bool WritesToDatabase => true;

        public ValueTask WriteAsync(long start, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Complete(long length)
        {
        }

        public Stream Read(long length) => _stream ??= new ChunkStream(database, id, length);

        public ValueTask DisposeAsync() => _stream?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
