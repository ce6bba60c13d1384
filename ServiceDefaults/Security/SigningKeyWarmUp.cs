using Microsoft.Extensions.Hosting;

namespace Realtime.ServiceDefaults.Security;

/// <summary>Loads the keys at start, so that the first token need not wait, and keeps trying until they are there once.</summary>
internal sealed class SigningKeyWarmUp(SigningKeySource keys, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Let the host start first: Auth may be this very process.
        await Task.Yield();
        while (await keys.FetchedAsync(stoppingToken) is null)
        {
            await Task.Delay(RetryAfter, time, stoppingToken);
        }
    }
}
