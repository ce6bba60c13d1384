using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Orchestration.Instances;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Starts, stops and restarts single resources.</summary>
public class ResourceCommandService
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(25);
    private readonly LocalOrchestrator _orchestrator;

    internal ResourceCommandService(LocalOrchestrator orchestrator) => _orchestrator = orchestrator;

    /// <summary>Executes a command of one instance.</summary>
    /// <param name="resourceId">The instance, such as <c>gateway-1</c>.</param>
    /// <param name="commandName">One of <see cref="KnownResourceCommands"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it worked.</returns>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        if (_orchestrator.Find(resourceId) is not ProcessRunner runner)
        {
            return ExecuteCommandResult.Failure($"There is no process named '{resourceId}'.");
        }

        switch (commandName)
        {
            case KnownResourceCommands.StartCommand:
                runner.SwitchOn();
                return ExecuteCommandResult.Done;
            case KnownResourceCommands.StopCommand:
                await runner.SwitchOffAsync(Grace).WaitAsync(cancellationToken);
                return ExecuteCommandResult.Done;
            case KnownResourceCommands.RestartCommand:
                await runner.SwitchOffAsync(Grace).WaitAsync(cancellationToken);
                runner.SwitchOn();
                return ExecuteCommandResult.Done;
            default:
                return ExecuteCommandResult.Failure($"There is no command '{commandName}'.");
        }
    }

    /// <summary>Executes a command of all instances of a resource.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="commandName">One of <see cref="KnownResourceCommands"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it worked for all.</returns>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        var results = await Task.WhenAll(ResourceInstance.Of(resource).Select(instance => ExecuteCommandAsync(instance.Id, commandName, cancellationToken)));
        return results.FirstOrDefault(static result => !result.Success) ?? ExecuteCommandResult.Done;
    }
}
