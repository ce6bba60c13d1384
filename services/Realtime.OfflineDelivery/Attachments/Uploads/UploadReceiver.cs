using System.Buffers;
using System.Security.Cryptography;
using Realtime.OfflineDelivery.Attachments.Content;

namespace Realtime.OfflineDelivery.Attachments.Uploads;

/// <summary>Takes the bytes of a request as they come: one buffer for each request, whatever the size of the file.</summary>
internal sealed class UploadReceiver(FileCatalog catalog)
{
    public const int ChunkBytes = 262_144;

    /// <param name="id">The upload.</param>
    /// <param name="start">Where its bytes go on.</param>
    /// <param name="end">Where they must end at the latest.</param>
    /// <param name="patience">How long the upload may then be idle.</param>
    /// <param name="writer">Where they go.</param>
    /// <param name="body">Where they come from.</param>
    /// <param name="hash">Fed with all of them.</param>
    /// <param name="aborted">Fires when the client has gone.</param>
    public async Task<Reception> ReceiveAsync(Guid id, long start, long end, TimeSpan patience, IFileWriter writer, Stream body, IncrementalHash hash, CancellationToken aborted)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            var position = start;
            while (true)
            {
                var (count, broken) = await FillAsync(body, buffer.AsMemory(0, ChunkBytes), aborted);
                if (position + count > end)
                {
                    return new Reception(ReceptionEnd.TooLarge, position);
                }

                if (count > 0)
                {
                    // What has come is kept, even if the client has just gone: that is what a resumable upload goes on from.
                    var outcome = await AppendAsync(id, position, buffer.AsMemory(0, count), patience, writer);
                    if (outcome != AppendOutcome.Stored)
                    {
                        return new Reception(outcome switch { AppendOutcome.Conflict => ReceptionEnd.Conflict, AppendOutcome.QuotaExceeded => ReceptionEnd.QuotaExceeded, _ => ReceptionEnd.Missing }, position);
                    }

                    hash.AppendData(buffer, 0, count);
                    position += count;
                }

                if (broken || count < ChunkBytes)
                {
                    return new Reception(broken ? ReceptionEnd.Broken : ReceptionEnd.Whole, position);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<AppendOutcome> AppendAsync(Guid id, long start, ReadOnlyMemory<byte> bytes, TimeSpan patience, IFileWriter writer)
    {
        await writer.WriteAsync(start, bytes, CancellationToken.None);
        return await catalog.AppendAsync(id, start, bytes.Length, writer.WritesToDatabase ? bytes : null, patience, CancellationToken.None);
    }

    /// <summary>Reads until the buffer is full or nothing more comes.</summary>
    private static async Task<(int Count, bool Broken)> FillAsync(Stream body, Memory<byte> buffer, CancellationToken aborted)
    {
        var count = 0;
        try
        {
            int read;
            while (count < buffer.Length && (read = await body.ReadAsync(buffer[count..], aborted)) > 0)
            {
                count += read;
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or BadHttpRequestException)
        {
            return (count, true);
        }

        return (count, false);
    }

}
