using System.Buffers;
using System.Security.Cryptography;
using Realtime.OfflineDelivery.Attachments.Content;

namespace Realtime.OfflineDelivery.Attachments.Uploads;

/// <summary>Turns an upload whose bytes are all there into a file, if they are what was promised. It goes on when the client has gone.</summary>
internal sealed class UploadFinisher(FileCatalog catalog, FileRemoval removal, AttachmentMetrics metrics)
{
    /// <param name="id">The upload.</param>
    /// <param name="size">Its bytes.</param>
    /// <param name="writer">What wrote them.</param>
    /// <param name="hash">Of all of them; null when they came in several requests, and are read again.</param>
    /// <param name="expected">What the uploader promised; null: nothing.</param>
    public async Task<(StoredFile? File, IResult? Fault)> FinishAsync(Guid id, long size, IFileWriter writer, IncrementalHash? hash, byte[]? expected)
    {
        writer.Complete(size);
        var actual = hash?.GetHashAndReset() ?? await HashAsync(writer.Read(size));
        if (expected is not null && !actual.AsSpan().SequenceEqual(expected))
        {
            await removal.AbandonAsync(id);
            metrics.Uploaded("checksum_mismatch");
            return (null, UploadProblems.ChecksumMismatch(expected, actual));
        }

        var file = await catalog.CompleteAsync(id, actual, CancellationToken.None);
        if (file is null && await catalog.FindAsync(id, CancellationToken.None) is { CompletedAt: not null } finished)
        {
            // Another request did meanwhile.
            return (finished, null);
        }

        metrics.Uploaded(file is null ? "expired" : "stored");
        return file is null ? (null, UploadProblems.NoSuchUpload()) : (file, null);
    }

    private static async Task<byte[]> HashAsync(Stream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(UploadReceiver.ChunkBytes);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, CancellationToken.None)) > 0)
            {
                hash.AppendData(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return hash.GetHashAndReset();
    }
}
