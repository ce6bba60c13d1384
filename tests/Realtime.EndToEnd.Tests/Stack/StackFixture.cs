using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Realtime.EndToEnd.Tests.Client;

namespace Realtime.EndToEnd.Tests.Stack;

/// <summary>The whole stack as a newcomer starts it, on random ports; one for all tests of the assembly.</summary>
public sealed class StackFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(6);

    public DistributedApplication App { get; private set; } = null!;

    public Uri Edge { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    internal TokenClient Tokens { get; private set; } = null!;

    internal RunFolder Run { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        using var deadline = new CancellationTokenSource(StartDeadline);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Realtime_AppHost>(deadline.Token);
        App = await builder.BuildAsync(deadline.Token);
        await App.StartAsync(deadline.Token);
        await App.ResourceNotifications.WaitForResourceHealthyAsync("edge", deadline.Token);

        Edge = App.GetEndpoint("edge", "http");
        Http = App.CreateHttpClient("edge");
        Http.Timeout = TimeSpan.FromSeconds(60);
        Tokens = new TokenClient(Http);
        Run = RunFolder.Of(App);
    }

    public async Task DisposeAsync()
    {
        Http?.Dispose();
        if (App is not null)
        {
            await App.DisposeAsync();
        }
    }

    /// <summary>A socket of <paramref name="userId"/> on the native protocol with explicit acknowledgement.</summary>
    internal async Task<NativeSocket> ConnectAsync(string userId)
    {
        var token = await Tokens.ForUserAsync(userId);
        var socket = await NativeSocket.ConnectAsync(Edge, $"/ws/connect?token={token}", "realtime.v1");
        await socket.WaitForAsync("welcome");
        return socket;
    }
}
