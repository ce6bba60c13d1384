using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Health;
using Aspire.Hosting.Orchestration.Ports;
using Aspire.Hosting.Orchestration.Processes;
using Aspire.Hosting.Orchestration.Servers;

namespace Aspire.Hosting.Orchestration;

/// <summary>What all instances of one run share.</summary>
internal sealed record RunContext(
    RunFolder Folder,
    Watchdog Watchdog,
    PortAllocator Ports,
    ResourceNotificationService Notifications,
    ResourceLogs Logs,
    HttpProbe Http,
    ServerPrograms Programs,
    HostFailure Failure,
    DistributedApplicationExecutionContext ExecutionContext,
    string Configuration,
    TimeProvider Time);
