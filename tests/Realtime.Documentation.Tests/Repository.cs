using System.Reflection;

namespace Realtime.Documentation.Tests;

/// <summary>The files of the repository that the tests were built from.</summary>
internal static class Repository
{
    public static readonly string Root = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    /// <summary>The source files under a folder, without what the build made.</summary>
    public static IEnumerable<string> Sources(string folder, string pattern = "*.cs") =>
        Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
            .Where(static file => !file.Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj" or "node_modules"));
}
