using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Realtime.EndToEnd.Tests.Client;
using Realtime.EndToEnd.Tests.Stack;
using Realtime.Testing;

namespace Realtime.Operations.Tests.Stack;

/// <summary>The whole stack as an operator has it: with a collector, a Prometheus, JSON logs, and a configuration file that may change. One for all tests of the assembly.</summary>
public sealed class OperationsFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ChangeDeadline = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Direct = new() { Timeout = TimeSpan.FromSeconds(30) };

    private DistributedApplication? _app;

    public Uri Edge { get; private set; } = null!;

    public string Broker { get; private set; } = "";

    public HttpClient Http { get; private set; } = null!;

    internal TokenClient Tokens { get; private set; } = null!;

    internal RunFolder Run { get; private set; } = null!;

    internal SpanCollector Spans { get; private set; } = null!;

    internal PrometheusPrograms Programs { get; private set; } = null!;

    internal PrometheusServer Prometheus { get; private set; } = null!;

    internal LiveFile Live { get; } = new();

    /// <summary>Each service's metrics, by service name; several for those with replicas.</summary>
    internal IReadOnlyList<(string Job, Uri Address)> Targets { get; private set; } = [];

    public async Task InitializeAsync()
    {
        var programs = PrometheusPrograms.GetAsync();
        Spans = await SpanCollector.StartAsync();
        using var deadline = new CancellationTokenSource(StartDeadline);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Realtime_AppHost>(deadline.Token);
        foreach (var project in builder.Resources.OfType<ProjectResource>().ToList())
        {
            var resource = builder.CreateResourceBuilder(project)
                .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", Spans.Url)
                .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
                .WithEnvironment("OTEL_SERVICE_NAME", project.Name)
                .WithEnvironment("OTEL_BSP_SCHEDULE_DELAY", "250")
                .WithEnvironment("LOGGING__CONSOLE__FORMATTERNAME", "realtime-json")
                .WithEnvironment("Configuration__File", Live.Path);
            if (project.Name == "edge")
            {
                // All tests are one caller to it.
                resource.WithEnvironment("Edge__SocketOrigins", "Allowed").WithEnvironment("Edge__Limits__RequestsPerMinute", "1000000");
            }
        }

        _app = await builder.BuildAsync(deadline.Token);
        await _app.StartAsync(deadline.Token);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("edge", deadline.Token);
        Edge = _app.GetEndpoint("edge", "http");
        Broker = (await _app.GetConnectionStringAsync("messaging", deadline.Token))!;
        Http = _app.CreateHttpClient("edge");
        Http.Timeout = TimeSpan.FromSeconds(30);
        Tokens = new TokenClient(Http);
        Run = RunFolder.Of(_app);
        Targets = await FindTargetsAsync();
        Programs = await programs;
        Prometheus = await PrometheusServer.StartAsync(Programs.Server, Targets);
    }

    public async Task DisposeAsync()
    {
        if (Prometheus is not null)
        {
            await Prometheus.DisposeAsync();
        }

        Http?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (Spans is not null)
        {
            await Spans.DisposeAsync();
        }

        Live.Dispose();
    }

    /// <summary>Changes the configuration file of all services, and returns when each has read it.</summary>
    internal async Task ChangeAsync(JsonObject settings)
    {
        var before = Reloads();
        if (Live.Write(settings))
        {
            await Eventually.Async(() => Reloads().All(log => log.Value > before[log.Key]), ChangeDeadline, "not every service has read the changed file");
        }
    }

    private Dictionary<string, int> Reloads() => new LogLines(Run).Texts().ToDictionary(static log => log.Key, static log => log.Value.Split("\"ConfigurationReloaded\"").Length);

    internal static Task<string> ScrapeAsync(Uri target) => Direct.GetStringAsync(new Uri(target, "/metrics"));

    /// <summary>A socket of a user; with the subprotocol it acknowledges by itself.</summary>
    internal async Task<NativeSocket> ConnectAsync(string userId, bool acknowledges = true)
    {
        var token = await Tokens.ForUserAsync(userId);
        var socket = await NativeSocket.ConnectAsync(Edge, $"/ws/connect?token={token}", acknowledges ? ["realtime.v1"] : []);
        if (acknowledges)
        {
            await socket.WaitForAsync("welcome");
        }

        await socket.AskAsync("ping", new { });
        return socket;
    }

    private async Task<IReadOnlyList<(string Job, Uri Address)>> FindTargetsAsync()
    {
        var targets = new List<(string, Uri)>();
        foreach (var resource in (await Run.ResourcesAsync()).Where(static resource => resource is { Type: "Project", Pid: not null }))
        {
            var job = resource.Name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9').TrimEnd('-');
            foreach (var url in resource.Urls.Where(static url => url.StartsWith("http", StringComparison.Ordinal)))
            {
                if (await ServesMetricsAsync(new Uri(url)))
                {
                    targets.Add((job, new Uri(url)));
                }
            }
        }

        return targets;
    }

    private static async Task<bool> ServesMetricsAsync(Uri address)
    {
        try
        {
            using var answer = await Direct.GetAsync(new Uri(address, "/metrics"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
