using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Ports;
using Aspire.Hosting.Projects;
using Aspire.Hosting.Testing;

namespace Realtime.Hosting.Tests.Support;

/// <summary>The sample service and host, and applications made of them.</summary>
internal static class Sample
{
    private static readonly string TestsFolder = typeof(Sample).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "TestsFolder").Value!;

    public static string ServiceProject { get; } = Path.GetFullPath(Path.Combine(TestsFolder, "Realtime.Hosting.SampleService", "Realtime.Hosting.SampleService.csproj"));

    public static string HostProject { get; } = Path.GetFullPath(Path.Combine(TestsFolder, "Realtime.Hosting.SampleHost", "Realtime.Hosting.SampleHost.csproj"));

    public static string BuildConfiguration => typeof(Sample).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    public static string HostProgram => ProjectOutput.Find(HostProject, BuildConfiguration);

    public static TimeSpan Deadline { get; } = TimeSpan.FromMinutes(3);

    /// <summary>A port that is free now and not reserved, so that a host may take it.</summary>
    public static int UnusedPort()
    {
        using var ports = new PortAllocator();
        return ports.TakeFree();
    }

    public static IResourceBuilder<ProjectResource> AddSample(this IDistributedApplicationBuilder builder, string name = "sample") =>
        builder.AddProject(name, ServiceProject).WithHttpHealthCheck("/health");

    public static async Task<DistributedApplication> StartAsync(this IDistributedApplicationTestingBuilder builder, params string[] healthy)
    {
        var application = await builder.BuildAsync();
        await application.StartAsync();
        using var deadline = new CancellationTokenSource(Deadline);
        foreach (var name in healthy)
        {
            await application.ResourceNotifications.WaitForResourceHealthyAsync(name, deadline.Token);
        }

        return application;
    }

    public static int ProcessIdOf(this DistributedApplication application, string instance) =>
        application.ResourceNotifications.TryGetCurrentState(instance, out var state) ? state.Snapshot.ProcessId ?? 0 : 0;
}
