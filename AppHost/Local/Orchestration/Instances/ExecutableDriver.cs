using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Health;
using Aspire.Hosting.Orchestration.Processes;

namespace Aspire.Hosting.Orchestration.Instances;

/// <summary>Runs a program of this machine.</summary>
internal sealed class ExecutableDriver(ResourceInstance instance, ExecutableResource executable, RunContext context) : IProcessDriver
{
    public bool IsEssential => false;

    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<ChildProcessOptions> CreateProcessAsync(CancellationToken cancellationToken) => new(executable.Command, executable.WorkingDirectory)
    {
        Arguments = executable.Arguments,
        Environment = await ChildEnvironment.CreateAsync(instance, context, cancellationToken),
    };

    public Task<ProbeResult>? CheckHealthAsync(CancellationToken cancellationToken) => EndpointHealth.Check(instance, context.Http, cancellationToken);

    public string DescribeFailure(int? exitCode, string? refusal) => $"{instance.Id} ended with exit code {exitCode}.";
}
