namespace Realtime.ServiceDefaults.Configuration;

/// <summary>Tells whether a file is another than before, also where a mounted volume swaps a link instead of writing.</summary>
/// <param name="Written">When the file that the path leads to was written.</param>
/// <param name="Length">Its length.</param>
public readonly record struct FileVersion(DateTime Written, long Length)
{
    /// <summary>The version of the file at the end of all links; the default where there is none or it cannot be read.</summary>
    public static FileVersion Of(string path)
    {
        try
        {
            var file = new FileInfo(path);
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return file.Exists ? new FileVersion(file.LastWriteTimeUtc, file.Length) : default;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }
}
