using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Presentation;
using Aspire.Hosting.Orchestration.Servers;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

internal static class LocalOrchestrationExtensions
{
    private const string ProgramRoot = "Local:ProgramRoot";

    public static void AddLocalOrchestration(this IServiceCollection services)
    {
        services.AddSingleton<IHostLifetime, QuietLifetime>();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<RunFolder>();
        services.AddSingleton<ResourceLogs>();
        services.AddSingleton<HostFailure>();
        services.AddSingleton(static provider => new HostConsole(isSilent: provider.GetRequiredService<DistributedApplicationOptions>().DisableDashboard));
        services.AddSingleton(static provider => provider.GetRequiredService<IConfiguration>()[ProgramRoot] is { } root
            ? new ProgramSearch(root, [Path.Combine(root, "bin")])
            : ProgramSearch.ThisMachine);
        services.AddSingleton(static provider => new ResourceNotificationService(
            provider.GetRequiredService<DistributedApplicationOptions>().DisableDashboard ? WaitBehavior.StopOnResourceUnavailable : WaitBehavior.WaitOnResourceUnavailable));
        services.AddSingleton<RunContextFactory>();
        services.AddSingleton<LocalOrchestrator>();
        services.AddSingleton(static provider => new ResourceCommandService(provider.GetRequiredService<LocalOrchestrator>()));
        services.AddSingleton<ManifestPublisher>();
        services.AddSingleton<ConsoleView>();
        services.AddSingleton<ConsoleRunner>();
        services.AddHostedService(static provider => provider.GetRequiredService<LocalOrchestrator>());
        services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
    }
}
