namespace Realtime.OfflineDelivery.Tests.Support;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("realtime-files-");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
