using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Realtime.Documentation.Tests.Stack;

/// <summary>The whole stack with two gateways behind the edge, and the programs from npm. One for all tests of the assembly.</summary>
public sealed class DocumentationFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(5);

    private DistributedApplication? _app;

    /// <summary>Address of the edge, without a slash at its end.</summary>
    public string Edge { get; private set; } = "";

    public string Broker { get; private set; } = "";

    public string Postgres { get; private set; } = "";

    /// <summary>What scripts need to know of the stack.</summary>
    public Dictionary<string, string> Environment => new() { ["EDGE"] = Edge, ["AMQP"] = Broker, ["REPOSITORY"] = Repository.Root };

    /// <summary>Where a service answers HTTP.</summary>
    public string AddressOf(string resource) => _app!.GetEndpoint(resource, "http").ToString().TrimEnd('/');

    public async Task InitializeAsync()
    {
        var installing = Tools.InstallAsync();
        using var deadline = new CancellationTokenSource(StartDeadline);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Realtime_AppHost>(deadline.Token);
        // So that the description's refusal of a type can be had.
        var delivery = builder.CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().Single(static project => project.Name == "offline-delivery"));
        foreach (var (type, index) in new[] { "application/pdf", "application/octet-stream", "text/*" }.Select(static (type, index) => (type, index)))
        {
            delivery.WithEnvironment($"Attachments__AllowedTypes__{index}", type);
        }

        _app = await builder.BuildAsync(deadline.Token);
        await _app.StartAsync(deadline.Token);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("edge", deadline.Token);
        Edge = _app.GetEndpoint("edge", "http").ToString().TrimEnd('/');
        Broker = (await _app.GetConnectionStringAsync("messaging", deadline.Token))!;
        Postgres = (await _app.GetConnectionStringAsync("authdb", deadline.Token))!;
        await installing;
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }
}
