using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Realtime.ServiceDefaults.Startup;

/// <summary>Validates all options before any hosted service is even constructed: one of those would else fail on its own options alone.</summary>
internal sealed class EagerOptionsValidation : IHostedService
{
    public EagerOptionsValidation(IStartupValidator validator) => validator.Validate();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
