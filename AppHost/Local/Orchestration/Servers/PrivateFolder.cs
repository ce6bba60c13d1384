using Aspire.Hosting.Orchestration.Processes;

namespace Aspire.Hosting.Orchestration.Servers;

/// <summary>Folders and files that hold secrets: readable by one user only.</summary>
internal static class PrivateFolder
{
    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Create(string path, UserAccount? owner = null)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnlyFolder);
        }

        if (owner is not null)
        {
            UnixProcess.ChangeOwner(path, owner);
        }
    }

    public static void WriteFile(string path, string content, UserAccount? owner = null)
    {
        var fileOptions = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            fileOptions.UnixCreateMode = OwnerOnlyFile;
        }

        using (var stream = new FileStream(path, fileOptions))
        using (var writer = new StreamWriter(stream))
        {
            writer.Write(content);
        }

        if (owner is not null)
        {
            UnixProcess.ChangeOwner(path, owner);
        }
    }
}
