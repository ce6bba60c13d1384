using Microsoft.Extensions.Options;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.Connections;

/// <summary>
/// Ends the gateway gently, on SIGTERM or on request: not ready, no new sockets, every socket told when to reconnect, then closed, evenly over the drain
/// time. Runs before any other hosted service stops, so that messages flow meanwhile.
/// </summary>
internal sealed partial class DrainService(
    ConnectionHub hub,
    DrainState state,
    TimeProvider time,
    IOptions<DrainOptions> options,
    IHostApplicationLifetime lifetime,
    ILogger<DrainService> logger) : IHostedLifecycleService
{
    /// <summary>Time for the other services to stop after the drain.</summary>
    public static readonly TimeSpan StopReserve = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CloseHandshakeTime = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private Task? _drain;

    /// <summary>Begins to drain, or joins the drain under way.</summary>
    public Task DrainAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return (_drain ??= Task.Run(RunAsync, CancellationToken.None)).WaitAsync(cancellationToken);
        }
    }

    /// <summary>Drains, then stops the process with exit code 0.</summary>
    public void DrainAndStop() => _ = DrainThenStopAsync();

    public Task StoppingAsync(CancellationToken cancellationToken) => DrainAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task DrainThenStopAsync()
    {
        await DrainAsync(CancellationToken.None);
        lifetime.StopApplication();
    }

    private async Task RunAsync()
    {
        var duration = options.Value.Duration;
        state.TryBegin();
        var connections = hub.Connections.ToArray();
        Random.Shared.Shuffle(connections);
        Log.Draining(logger, connections.Length, duration.TotalSeconds);
        var began = time.GetTimestamp();
        Announce(connections, duration);
        var closed = 0;
        while (closed < connections.Length)
        {
            var elapsed = time.GetElapsedTime(began);
            var due = duration > TimeSpan.Zero ? (int)Math.Min(connections.Length, connections.Length * (elapsed / duration)) : connections.Length;
            closed = CloseUntil(connections, closed, due);
            if (closed < connections.Length)
            {
                await Task.Delay(Step, time);
            }
        }

        // Sockets that were in the middle of their handshake when it began.
        CloseUntil([.. hub.Connections], 0, int.MaxValue);
        await WaitForSocketsAsync();
        Log.Drained(logger, hub.SocketCount);
    }

    private void Announce(ClientConnection[] connections, TimeSpan duration)
    {
        using var burst = hub.BeginBurst();
        for (var i = 0; i < connections.Length; i++)
        {
            try
            {
                connections[i].Protocol.OnDraining(connections[i], duration * (i + 1) / connections.Length);
            }
            catch (Exception exception)
            {
                Log.AnnouncementFailed(logger, exception, connections[i].Protocol.Name);
            }
        }
    }

    private int CloseUntil(ClientConnection[] connections, int from, int to)
    {
        using var burst = hub.BeginBurst();
        for (; from < to && from < connections.Length; from++)
        {
            connections[from].Close(connections[from].Settings.DrainCloseCode, "Draining");
        }

        return from;
    }

    private async Task WaitForSocketsAsync()
    {
        var began = time.GetTimestamp();
        while (hub.SocketCount > 0 && time.GetElapsedTime(began) < CloseHandshakeTime)
        {
            await Task.Delay(Step, time);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(40, LogLevel.Information, "Draining {Connections} connection(s) over {Seconds} s.", EventName = "Draining")]
        public static partial void Draining(ILogger logger, int connections, double seconds);

        [LoggerMessage(41, LogLevel.Information, "Drained; {Left} socket(s) left to cut.", EventName = "Drained")]
        public static partial void Drained(ILogger logger, int left);

        [LoggerMessage(42, LogLevel.Error, "The {Protocol} adapter failed to announce the drain.", EventName = "AnnouncementFailed")]
        public static partial void AnnouncementFailed(ILogger logger, Exception exception, string protocol);
    }
}
