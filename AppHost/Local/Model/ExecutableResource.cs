namespace Aspire.Hosting.ApplicationModel;

/// <summary>A program of this machine.</summary>
/// <param name="name">The resource name.</param>
/// <param name="command">The program.</param>
/// <param name="workingDirectory">Where it runs.</param>
public class ExecutableResource(string name, string command, string workingDirectory)
    : Resource(name), IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport
{
    /// <summary>The program.</summary>
    public string Command { get; } = command;

    /// <summary>Where it runs.</summary>
    public string WorkingDirectory { get; } = workingDirectory;

    internal IReadOnlyList<string> Arguments { get; init; } = [];
}
