using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Realtime.Testing;

/// <summary>One broker and one database server per test process, started by the first test that needs them, ended with the process.</summary>
internal static class PrivateServers
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(5);
    private static readonly Lazy<Task<ServerAddresses>> Started = new(StartAsync);

    public static Task<ServerAddresses> GetAsync() => Started.Value;

    // Nobody disposes it: the host's watchdog ends the servers and removes their folder when this process is gone.
    private static async Task<ServerAddresses> StartAsync()
    {
        using var deadline = new CancellationTokenSource(StartDeadline);
        var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddRabbitMQ("messaging").WithManagementPlugin();
        builder.AddPostgres("postgres");
        var application = await builder.BuildAsync(deadline.Token);
        await application.StartAsync(deadline.Token);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("messaging", deadline.Token);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("postgres", deadline.Token);
        return new ServerAddresses(
            new Uri((await application.GetConnectionStringAsync("messaging", deadline.Token))!),
            application.GetEndpoint("messaging", "management"),
            (await application.GetConnectionStringAsync("postgres", deadline.Token))!);
    }
}
