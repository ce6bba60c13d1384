namespace Realtime.Hosting.Tests.Support;

internal sealed class TemporaryFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Path { get; } = Directory.CreateTempSubdirectory("realtime-hosting-tests-").FullName;

    public TemporaryFolder() => SetMode(OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

    public string Combine(string name) => System.IO.Path.Combine(Path, name);

    public void CloseToOthers() => SetMode(OwnerOnly);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private void SetMode(UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, mode);
        }
    }
}
