using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Realtime.LoadTests.Generator;

namespace Realtime.LoadTests.Servers;

/// <summary>A server under test with the protocol it speaks.</summary>
internal sealed record Contestant(ServerProcess Server, Wire Wire) : IDisposable
{
    public static Contestant Start(string name) => name switch
    {
        "core" => Own("serve-core", new CoreWire()),
        "signalr" => Own("serve-signalr", new SignalRWire()),
        _ => throw new ArgumentException($"Unknown server '{name}'.", nameof(name)),
    };

    public void Dispose() => Server.Dispose();

    public static int FreePort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port;
    }

    private static Contestant Own(string command, Wire wire)
    {
        var port = FreePort();
        return new Contestant(
            ServerProcess.Start(Environment.ProcessPath!, [command, port.ToString(CultureInfo.InvariantCulture)], new Dictionary<string, string>(), port),
            wire);
    }
}
