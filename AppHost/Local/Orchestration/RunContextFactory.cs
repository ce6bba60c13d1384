using System.Globalization;
using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Health;
using Aspire.Hosting.Orchestration.Ports;
using Aspire.Hosting.Orchestration.Processes;
using Aspire.Hosting.Orchestration.Servers;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>Makes what the instances of a run share, and lets it go again.</summary>
internal sealed class RunContextFactory(
    RunFolder folder,
    ResourceLogs logs,
    ResourceNotificationService notifications,
    HostFailure failure,
    HostConsole console,
    ProgramSearch search,
    IConfiguration configuration,
    IDistributedApplicationBuilder builder,
    TimeProvider time)
{
    public RunContext Create()
    {
        var watchdog = Watchdog.Start(folder.IsThrowaway ? folder.Folders : []);
        File.WriteAllText(folder.WatchdogFile, watchdog.ProcessId.ToString(CultureInfo.InvariantCulture));
        var mayInstall = !configuration.GetValue<bool>(HostArguments.NoInstall);
        return new RunContext(
            folder,
            watchdog,
            new PortAllocator(),
            notifications,
            logs,
            new HttpProbe(),
            new ServerPrograms(search, mayInstall, UnixProcess.IsRoot, console.Announce),
            failure,
            builder.ExecutionContext,
            builder.AppHostAssembly?.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug",
            time);
    }

    public static void Release(RunContext context)
    {
        context.Watchdog.Dispose();
        context.Http.Dispose();
        context.Ports.Dispose();
        context.Logs.Dispose();
    }
}
