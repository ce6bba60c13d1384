using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds programs of this machine.</summary>
public static class ExecutableResourceBuilderExtensions
{
    /// <summary>Adds a program of this machine.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The resource name.</param>
    /// <param name="command">The program.</param>
    /// <param name="workingDirectory">Where it runs, relative to the app host.</param>
    /// <param name="args">Its arguments.</param>
    /// <returns>A builder for it.</returns>
    public static IResourceBuilder<ExecutableResource> AddExecutable(
        this IDistributedApplicationBuilder builder, string name, string command, string workingDirectory, params string[]? args)
    {
        var folder = Path.GetFullPath(workingDirectory, builder.AppHostDirectory);
        return builder.AddResource(new ExecutableResource(name, command, folder) { Arguments = args ?? [] });
    }
}
