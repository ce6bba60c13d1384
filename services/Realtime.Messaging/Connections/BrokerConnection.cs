using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Realtime.Messaging.Topology;

namespace Realtime.Messaging.Connections;

/// <summary>
/// The service's connection to the broker. It connects in the background, again and again with back-off and jitter, and declares the topology each
/// time before anybody gets the connection; the service starts and runs while the broker is down.
/// </summary>
public sealed partial class BrokerConnection(
    IOptions<MessagingOptions> options,
    ClientName clientName,
    TimeProvider time,
    ILogger<BrokerConnection> logger) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource<IConnection> _connected = NewSource();
    private Task _loop = Task.CompletedTask;
    private volatile IConnection? _current;
    private int _disposed;

    /// <summary>Whether the connection is open and the topology declared.</summary>
    public bool IsConnected => _current is { IsOpen: true };

    /// <summary>Raised with the new state after each change; handlers must be quick.</summary>
    public event Action<bool>? Changed;

    /// <summary>How often the service connected.</summary>
    public int Generation { get; private set; }

    /// <summary>The open connection, waiting for it while there is none.</summary>
    public Task<IConnection> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _connected.Task.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loop = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // The container disposes it once as itself and once as the hosted service.
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            // A connection that does not close in time is left to the end of the process.
            using var limit = new CancellationTokenSource(StopLimit, time);
            await StopAsync(limit.Token);
            _stopping.Dispose();
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var factory = Factory();
        var attempt = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await factory.CreateConnectionAsync(cancellationToken);
                var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
                connection.ConnectionShutdownAsync += (_, reason) =>
                {
                    ended.TrySetResult(reason.ReplyText);
                    return Task.CompletedTask;
                };
                await DeclareAsync(connection, cancellationToken);
                attempt = 0;
                await ServeAsync(connection, ended.Task, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is BrokerUnreachableException or AlreadyClosedException or OperationInterruptedException or IOException or TimeoutException or OperationCanceledException)
            {
                Log.Unreachable(logger, attempt + 1, exception.GetType().Name, exception.InnerException?.Message ?? exception.Message);
            }

            await PauseAsync(attempt++, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServeAsync(IConnection connection, Task<string> ended, CancellationToken cancellationToken)
    {
        SetCurrent(connection);
        Log.Connected(logger, connection.Endpoint.HostName, connection.Endpoint.Port);
        try
        {
            var reason = await ended.WaitAsync(cancellationToken);
            Log.Lost(logger, reason);
        }
        finally
        {
            SetCurrent(null);
        }
    }

    private void SetCurrent(IConnection? connection)
    {
        lock (_gate)
        {
            _current = connection;
            if (connection is null)
            {
                _connected = NewSource();
            }
            else
            {
                Generation++;
                _connected.TrySetResult(connection);
            }
        }

        Changed?.Invoke(connection is not null);
    }

    private async Task DeclareAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await BusTopology.DeclareAsync(channel, options.Value.Shards, cancellationToken);
    }

    private Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        var ceiling = Math.Min(options.Value.ReconnectMax.TotalMilliseconds, options.Value.ReconnectMin.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 16)));
        return Task.Delay(TimeSpan.FromMilliseconds(ceiling * (0.5 + (Random.Shared.NextDouble() / 2))), time, cancellationToken);
    }

    private ConnectionFactory Factory() => new()
    {
        Uri = new Uri(options.Value.ConnectionString),
        ClientProvidedName = clientName.Value,
        AutomaticRecoveryEnabled = false,
        TopologyRecoveryEnabled = false,
        RequestedHeartbeat = options.Value.Heartbeat,
        RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
        ContinuationTimeout = TimeSpan.FromSeconds(10),
    };

    private static TaskCompletionSource<IConnection> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static partial class Log
    {
        [LoggerMessage(9001, LogLevel.Information, "Connected to the broker at {Host}:{Port}.", EventName = "BrokerConnected")]
        public static partial void Connected(ILogger logger, string host, int port);

        [LoggerMessage(9002, LogLevel.Warning, "Lost the broker: {Reason}.", EventName = "BrokerLost")]
        public static partial void Lost(ILogger logger, string reason);

        [LoggerMessage(9003, LogLevel.Warning, "Cannot reach the broker (attempt {Attempt}): {Kind}: {Reason}", EventName = "BrokerUnreachable")]
        public static partial void Unreachable(ILogger logger, int attempt, string kind, string reason);
    }
}
