using System.Globalization;
using Microsoft.Extensions.Options;

namespace Realtime.OfflineDelivery.Attachments.Content;

/// <summary>Content as one file each, in 256 folders. The rows of deliverydb say which bytes count: what a crash left behind them is overwritten.</summary>
internal sealed class FolderFileContent(IOptions<AttachmentOptions> options) : IFileContent
{
    private const int BufferSize = 65_536;

    // The low words of Windows' codes, and errno on Unix.
    private const int DiskFull = 0x70;
    private const int HandleDiskFull = 0x27;
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int SharingViolation = 0x20;
    private const int WouldBlock = 11;

    private readonly string _root = Path.GetFullPath(options.Value.Folder!);
    private readonly long _minFreeBytes = options.Value.FolderMinFreeBytes;

    public ValueTask<IFileWriter?> OpenAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            var path = PathOf(id);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return ValueTask.FromResult<IFileWriter?>(new Writer(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, useAsync: true), _root, _minFreeBytes));
        }
        catch (IOException exception) when (IsInUse(exception))
        {
            return ValueTask.FromResult<IFileWriter?>(null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Translate(exception);
        }
    }

    public Stream Read(Guid id, long length)
    {
        try
        {
            return new FileStream(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, useAsync: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ContentUnavailableException("A file's content cannot be read.", exception);
        }
    }

    public void Delete(Guid id)
    {
        try
        {
            File.Delete(PathOf(id));
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing of it was ever written.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ContentUnavailableException("A file's content cannot be removed.", exception);
        }
    }

    public IEnumerable<IReadOnlyCollection<Guid>> All()
    {
        for (var part = 0; part <= byte.MaxValue; part++)
        {
            if (List(part.ToString("x2", CultureInfo.InvariantCulture)) is { Count: > 0 } ids)
            {
                yield return ids;
            }
        }
    }

    private static bool IsInUse(IOException exception) => (exception.HResult & 0xFFFF) is SharingViolation or WouldBlock;

    private static Exception Translate(Exception exception) =>
        exception is IOException && (exception.HResult & 0xFFFF) is DiskFull or HandleDiskFull or NoSpace or QuotaExceeded
            ? new StorageFullException("The disk of the folder is full.", exception)
            : new ContentUnavailableException("The folder cannot be written.", exception);

    private List<Guid> List(string part)
    {
        try
        {
            var folder = new DirectoryInfo(Path.Combine(_root, part));
            return folder.Exists
                ? [.. folder.EnumerateFiles().Select(static file => Guid.TryParseExact(file.Name, "N", out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty && PathOf(id).StartsWith(folder.FullName, StringComparison.Ordinal))]
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ContentUnavailableException("The folder cannot be listed.", exception);
        }
    }

    private string PathOf(Guid id)
    {
        var name = id.ToString("N");
        return Path.Combine(_root, name[..2], name);
    }

    private sealed class Writer(FileStream file, string root, long minFreeBytes) : IFileWriter
    {
        public bool WritesToDatabase => false;

        public async ValueTask WriteAsync(long start, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            try
            {
                if (minFreeBytes > 0 && new DriveInfo(root).AvailableFreeSpace < minFreeBytes + bytes.Length)
                {
                    throw new StorageFullException("The disk of the folder has too little space left.");
                }

                await RandomAccess.WriteAsync(file.SafeFileHandle, bytes, start, cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw Translate(exception);
            }
        }

        public void Complete(long length)
        {
            try
            {
                RandomAccess.SetLength(file.SafeFileHandle, length);
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }
            catch (IOException exception)
            {
                throw Translate(exception);
            }
        }

        public Stream Read(long length)
        {
            file.Position = 0;
            return file;
        }

        public ValueTask DisposeAsync() => file.DisposeAsync();
    }
}
