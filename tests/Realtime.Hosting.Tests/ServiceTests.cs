using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Processes;
using Aspire.Hosting.Testing;
using Realtime.Hosting.Tests.Support;
using Realtime.Testing;

namespace Realtime.Hosting.Tests;

/// <summary>Two replicas of a real service behind one address: calls, sockets, crashes, commands.</summary>
public sealed class ServiceTests : IAsyncLifetime
{
    private readonly IDistributedApplicationTestingBuilder _builder = DistributedApplicationTestingBuilder.Create();
    private DistributedApplication _application = null!;

    public async Task InitializeAsync()
    {
        _builder.AddSample().WithReplicas(2).WithEnvironment("services__offline-delivery__http__0", "http://no-identifier");
        _application = await _builder.StartAsync("sample");
    }

    [Fact]
    public Task Address_TwoReplicas_ReachesBoth() => Eventually.PassesAsync(async () => (await ReachedAsync(8)).ShouldBe(ProcessIds(), ignoreOrder: true));

    [Fact]
    public async Task Environment_NameThatIsNoIdentifier_ReachesTheService()
    {
        using var client = _application.CreateHttpClient("sample");

        (await client.GetStringAsync("/variables/services__offline-delivery__http__0")).ShouldBe("http://no-identifier");
    }

    [Fact]
    public async Task Address_UnhealthyReplica_IsLeftOut()
    {
        var first = await OwnAddressAsync("sample-1");
        using (var client = new HttpClient { BaseAddress = first })
        {
            await client.PostAsync("/health/false", null);
        }

        await Eventually.PassesAsync(async () => (await ReachedAsync(4)).ShouldBe([_application.ProcessIdOf("sample-2")]));
    }

    [Fact]
    public async Task Address_WebSocket_PassesBothWays()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(_application.GetEndpoint("sample")) { Scheme = "ws", Path = "/echo" }.Uri, CancellationToken.None);
        await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var buffer = new byte[100];

        var frame = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);

        Encoding.UTF8.GetString(buffer, 0, frame.Count).ShouldBe("hello");
    }

    [Fact]
    public async Task Kill_Replica_IsStartedAgainWithinFiveSecondsUnderItsName()
    {
        var other = _application.ProcessIdOf("sample-2");
        await Promised.WithinAsync(
            TimeSpan.FromSeconds(5),
            async () =>
            {
                var before = _application.ProcessIdOf("sample-1");
                var watch = Stopwatch.StartNew();
                UnixProcess.Signal(before, UnixSignal.Kill);
                await Eventually.Async(() => _application.ProcessIdOf("sample-1") is var now && now != 0 && now != before);
                return watch.Elapsed;
            });
        await Eventually.PassesAsync(async () => (await ReachedAsync(8)).ShouldContain(_application.ProcessIdOf("sample-1")), Sample.Deadline);
        _application.ProcessIdOf("sample-2").ShouldBe(other);
    }

    [Fact]
    public async Task Commands_StopAndStart_AreObeyed()
    {
        var before = _application.ProcessIdOf("sample-2");
        (await _application.ResourceCommands.ExecuteCommandAsync("sample-2", KnownResourceCommands.StopCommand)).Success.ShouldBeTrue();

        UnixProcess.IsAlive(before).ShouldBeFalse();
        await Eventually.PassesAsync(async () => (await ReachedAsync(4)).ShouldBe([_application.ProcessIdOf("sample-1")]));

        (await _application.ResourceCommands.ExecuteCommandAsync("sample-2", KnownResourceCommands.StartCommand)).Success.ShouldBeTrue();
        await Eventually.PassesAsync(async () => (await ReachedAsync(4)).Count.ShouldBe(2), Sample.Deadline);
    }

    [Fact]
    public async Task Commands_UnknownInstance_IsAFailure() =>
        (await _application.ResourceCommands.ExecuteCommandAsync("nobody", KnownResourceCommands.StopCommand)).Success.ShouldBeFalse();

    [Fact]
    public async Task DisposeAsync_RunningApplication_EndsItsProcesses()
    {
        var processes = ProcessIds();

        await _application.DisposeAsync();

        processes.ShouldAllBe(static id => !UnixProcess.IsAlive(id));
    }

    public async Task DisposeAsync() => await _builder.DisposeAsync();

    private List<int> ProcessIds() => [_application.ProcessIdOf("sample-1"), _application.ProcessIdOf("sample-2")];

    private async Task<Uri> OwnAddressAsync(string instance)
    {
        var state = await _application.ResourceNotifications.WaitForResourceAsync(instance, static _ => true);
        return new Uri(state.Snapshot.Urls.Single().Url);
    }

    // Every client makes a connection of its own, so that the forwarder chooses anew.
    private async Task<List<int>> ReachedAsync(int calls)
    {
        List<int> reached = [];
        for (var i = 0; i < calls; i++)
        {
            using var client = _application.CreateHttpClient("sample");
            reached.Add(int.Parse(await client.GetStringAsync("/pid"), System.Globalization.CultureInfo.InvariantCulture));
        }

        return [.. reached.Distinct()];
    }
}
