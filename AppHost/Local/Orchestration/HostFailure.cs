namespace Aspire.Hosting.Orchestration;

/// <summary>The first reason for which the whole application cannot run.</summary>
internal sealed class HostFailure
{
    private readonly TaskCompletionSource<string> _reason = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> Reason => _reason.Task;

    public void Report(string reason) => _reason.TrySetResult(reason);
}
