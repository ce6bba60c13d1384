using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Realtime.Testing;

namespace Realtime.Seeds.Tests.Stack;

/// <summary>The whole stack with two gateways behind the edge, and the npm clients installed. One for all tests of the assembly.</summary>
public sealed class SeedsFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ScriptDeadline = TimeSpan.FromMinutes(2);

    private readonly NodeFolder _clients = new();
    private DistributedApplication? _app;
    private AssistantStub? _assistant;

    /// <summary>Address of the edge, without a slash at its end.</summary>
    public string Edge { get; private set; } = "";

    public string Broker { get; private set; } = "";

    /// <summary>The host's list of what runs, with process ids and addresses.</summary>
    private string Resources { get; set; } = "";

    public async Task InitializeAsync()
    {
        var preparing = _clients.InstallAsync();
        _assistant = await AssistantStub.StartAsync();
        using var deadline = new CancellationTokenSource(StartDeadline);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Realtime_AppHost>(deadline.Token);
        var gateway = builder.Resources.OfType<ProjectResource>().Single(resource => resource.Name == "gateway");
        builder.CreateResourceBuilder(gateway)
            .WithEnvironment("Gateway__Assistant__BaseAddress", _assistant.Url)
            .WithEnvironment("Gateway__Assistant__ApiKey", "key-of-the-stub")
            .WithEnvironment("Gateway__TaskChat__Silence", "00:00:15");
        _app = await builder.BuildAsync(deadline.Token);
        await _app.StartAsync(deadline.Token);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("edge", deadline.Token);
        Edge = _app.GetEndpoint("edge", "http").ToString().TrimEnd('/');
        Broker = (await _app.GetConnectionStringAsync("messaging", deadline.Token))!;
        Resources = Path.Combine(_app.Services.GetRequiredService<IConfiguration>()["Local:RunFolder"]!, "resources.json");
        await preparing;
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_assistant is not null)
        {
            await _assistant.DisposeAsync();
        }
    }

    /// <summary>Runs one scenario of a script; the scenario's own assertions decide.</summary>
    public async Task RunAsync(string script, string scenario)
    {
        var result = await _clients.RunAsync([script, scenario], Environment(), ScriptDeadline);
        result.Code.ShouldBe(0, result.Output);
    }

    private Dictionary<string, string> Environment() => new() { ["EDGE"] = Edge, ["AMQP"] = Broker, ["RESOURCES"] = Resources, ["RELEASE"] = _assistant!.ReleaseUrl };
}
