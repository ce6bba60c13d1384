using Realtime.Testing;

namespace Realtime.Documentation.Tests.Stack;

/// <summary>The programs from npm that check the documents and play their examples; installed by the first test that needs them.</summary>
internal static class Tools
{
    private static readonly NodeFolder Folder = new();
    private static readonly Lazy<Task> Installed = new(Folder.InstallAsync);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    public static string Path => Folder.Path;

    public static Task InstallAsync() => Installed.Value;

    /// <summary>Runs node and returns what it wrote; a bad end fails the test with it.</summary>
    public static async Task<string> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await InstallAsync();
        var (code, output) = await Folder.RunAsync(arguments, environment ?? new Dictionary<string, string>(), Deadline);
        code.ShouldBe(0, output);
        return output;
    }
}
