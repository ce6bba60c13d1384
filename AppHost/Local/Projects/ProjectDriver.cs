using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Orchestration.Health;
using Aspire.Hosting.Orchestration.Instances;
using Aspire.Hosting.Orchestration.Processes;

namespace Aspire.Hosting.Projects;

/// <summary>Runs the built program of a project.</summary>
internal sealed class ProjectDriver(ResourceInstance instance, RunContext context) : IProcessDriver
{
    private readonly IProjectMetadata _metadata = instance.Resource.Annotations.OfType<IProjectMetadata>().Last();

    public bool IsEssential => false;

    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<ChildProcessOptions> CreateProcessAsync(CancellationToken cancellationToken)
    {
        var output = ProjectOutput.Find(_metadata.ProjectPath, context.Configuration);
        var environment = await ChildEnvironment.CreateAsync(instance, context, cancellationToken);
        environment.TryAdd("DOTNET_ROOT", DotnetRoot());
        return new ChildProcessOptions(output, Path.GetDirectoryName(_metadata.ProjectPath)!)
        {
            Arguments = instance.Resource.TryGetLastAnnotation<LaunchProfileAnnotation>(out var annotation)
                ? (annotation.Profile.CommandLineArgs ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
                : [],
            Environment = environment,
        };
    }

    public Task<ProbeResult>? CheckHealthAsync(CancellationToken cancellationToken) => EndpointHealth.Check(instance, context.Http, cancellationToken);

    public string DescribeFailure(int? exitCode, string? refusal) => $"{instance.Id} ended with exit code {exitCode}.";

    // The program finds the runtime by this when .NET is not where the system expects it.
    private static string DotnetRoot() => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
