using System.Buffers;
using System.Data;
using Npgsql;
using Realtime.OfflineDelivery.Data;

namespace Realtime.OfflineDelivery.Attachments.Content;

/// <summary>Reads a file chunk by chunk. No connection is held while the reader is busy elsewhere, so slow downloads keep nobody out of the database.</summary>
internal sealed class ChunkStream(NpgsqlDataSource database, Guid id, long length) : Stream
{
    private byte[] _chunk = [];
    private long _chunkStart;
    private int _chunkLength;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => length + offset,
        };
        ArgumentOutOfRangeException.ThrowIfNegative(position, nameof(offset));
        return _position = position;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length || buffer.IsEmpty)
        {
            return 0;
        }

        if (_position < _chunkStart || _position >= _chunkStart + _chunkLength)
        {
            await LoadAsync(cancellationToken);
        }

        var from = (int)(_position - _chunkStart);
        var count = Math.Min(buffer.Length, _chunkLength - from);
        _chunk.AsMemory(from, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Files are read asynchronously.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        Return();
        base.Dispose(disposing);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        _chunkLength = 0;
        await using var command = database.CreateCommand("SELECT start, length(data), data FROM file_chunks WHERE file_id = $1 AND start <= $2 ORDER BY start DESC LIMIT 1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Big(_position);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            throw new EndOfStreamException("The file is gone.");
        }

        _chunkStart = reader.GetInt64(0);
        var size = reader.GetInt32(1);
        if (_chunk.Length < size)
        {
            Return();
            _chunk = ArrayPool<byte>.Shared.Rent(size);
        }

        await using var data = await reader.GetStreamAsync(2, cancellationToken);
        await data.ReadExactlyAsync(_chunk.AsMemory(0, size), cancellationToken);
        _chunkLength = size;
        if (_position >= _chunkStart + size)
        {
            throw new EndOfStreamException("The file is gone.");
        }
    }

    private void Return()
    {
        if (_chunk.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_chunk);
            _chunk = [];
        }

        _chunkLength = 0;
    }
}
