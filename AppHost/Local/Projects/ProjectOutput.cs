namespace Aspire.Hosting.Projects;

/// <summary>Finds what the build made of a project.</summary>
internal static class ProjectOutput
{
    /// <summary>The program of the newest build of that configuration.</summary>
    public static string Find(string projectFile, string configuration)
    {
        var name = Path.GetFileNameWithoutExtension(projectFile);
        var folder = Path.Combine(Path.GetDirectoryName(projectFile)!, "bin", configuration);
        var program = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, name, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }).MaxBy(File.GetLastWriteTimeUtc)
            : null;
        return program ?? throw new DistributedApplicationException($"{name} is not built for {configuration}: run dotnet build -c {configuration} {projectFile}");
    }
}
