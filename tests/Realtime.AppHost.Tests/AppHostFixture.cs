using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Realtime.AppHost.Tests;

/// <summary>The model of the app host, once as it runs and once as it is published; nothing is started.</summary>
public sealed class AppHostFixture : IAsyncLifetime
{
    internal IDistributedApplicationTestingBuilder Running { get; private set; } = null!;

    internal DistributedApplication Published { get; private set; } = null!;

    internal static string RepositoryRoot => Path.GetFullPath(Path.Combine(Projects.Realtime_AppHost.ProjectPath, ".."));

    public async Task InitializeAsync()
    {
        Running = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Realtime_AppHost>();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Realtime_AppHost>(["--publisher", "manifest"]);
        Published = await builder.BuildAsync();
    }

    public async Task DisposeAsync()
    {
        await Running.DisposeAsync();
        await Published.DisposeAsync();
    }
}
