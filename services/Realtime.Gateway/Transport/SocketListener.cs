using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Transport.Epoll;
using Realtime.Gateway.Transport.Handshake;

namespace Realtime.Gateway.Transport;

/// <summary>The `sockets` endpoint: binds, and serves it by epoll loops on Linux, over System.Net.Sockets elsewhere.</summary>
internal sealed partial class SocketListener(
    ConnectionHub hub,
    ConnectionClock clock,
    UpgradeService upgrades,
    HandshakeReader reader,
    IOptions<SocketOptions> options,
    IConfiguration configuration,
    IHostEnvironment environment,
    ILogger<SocketListener> logger) : IHostedService, IDisposable
{
    private Socket? _listener;
    private EpollLoop[] _loops = [];
    private ManagedAcceptor? _managed;

    /// <summary>Where it listens, once started.</summary>
    public IPEndPoint? Endpoint { get; private set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener = Bind();
        Endpoint = (IPEndPoint)_listener.LocalEndPoint!;
        if (options.Value.Transport == SocketTransport.Auto && OperatingSystem.IsLinux() && Environment.Is64BitProcess)
        {
            StartLoops(_listener);
        }
        else
        {
            _managed = new ManagedAcceptor(_listener, hub, clock, upgrades, reader, options.Value);
            _managed.Start();
        }

        Log.Listening(logger, Endpoint, _loops.Length);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var loop in _loops)
        {
            loop.Stop();
        }

        foreach (var loop in _loops)
        {
            loop.Join();
        }

        if (_managed is not null)
        {
            await _managed.StopAsync();
        }

        _listener?.Dispose();
    }

    public void Dispose()
    {
        _listener?.Dispose();
        _managed?.Dispose();
        foreach (var loop in _loops)
        {
            loop.Dispose();
        }

        _loops = [];
    }

    private Socket Bind()
    {
        var address = options.Value.Address is { } given ? IPAddress.Parse(given)
            : environment.IsDevelopment() ? IPAddress.Loopback
            : Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        var port = configuration["SOCKETS_PORT"] is { Length: > 0 } variable
            ? int.Parse(variable, NumberStyles.None, CultureInfo.InvariantCulture)
            : options.Value.Port;
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, Blocking = false };
        if (address.Equals(IPAddress.IPv6Any))
        {
            listener.DualMode = true;
        }

        listener.Bind(new IPEndPoint(address, port));
        listener.Listen(options.Value.Backlog);
        return listener;
    }

    private void StartLoops(Socket listener)
    {
        var services = new EpollServices(hub, clock, upgrades, reader, options.Value, logger);
        var count = options.Value.Loops > 0 ? options.Value.Loops : Math.Max(1, Environment.ProcessorCount / 2);
        _loops = [.. Enumerable.Range(0, count).Select(index => new EpollLoop(services, index))];
        _loops[0].Listen(new EpollAcceptor(listener, _loops));
        foreach (var loop in _loops)
        {
            loop.Start();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(31, LogLevel.Information, "Sockets are served at {Endpoint} by {Loops} loop(s).", EventName = "Listening")]
        public static partial void Listening(ILogger logger, IPEndPoint endpoint, int loops);
    }
}
