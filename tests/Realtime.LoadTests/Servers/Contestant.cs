using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Realtime.LoadTests.Generator;

namespace Realtime.LoadTests.Servers;

/// <summary>A server under test with the protocol it speaks.</summary>
internal sealed record Contestant(ServerProcess Server, Wire Wire) : IDisposable
{
    public static Contestant Start(string name, LoadAuthority authority, string? broker) => name switch
    {
        "gateway" => Gateway(authority, broker),
        "core" => Own("serve-core", new CoreWire()),
        "signalr" => Own("serve-signalr", new SignalRWire()),
        _ => throw new ArgumentException($"Unknown server '{name}'.", nameof(name)),
    };

    public void Dispose() => Server.Dispose();

    /// <summary>The gateway as it is built, with its limits out of the way. Without a broker it retries and serves on, as it must.</summary>
    private static Contestant Gateway(LoadAuthority authority, string? broker)
    {
        var port = FreePort();
        var settings = new Dictionary<string, string>
        {
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["SOCKETS_PORT"] = port.ToString(CultureInfo.InvariantCulture),
            ["ConnectionStrings__messaging"] = broker ?? "amqp://guest:guest@127.0.0.1:1",
            ["Authentication__Authority"] = authority.Url,
            ["services__auth__http__0"] = authority.Url,
            ["Gateway__Limits__MessagesPerSecond"] = "0",
            ["Gateway__Limits__UserMessagesPerSecond"] = "0",
            ["Gateway__Limits__AddressMessagesPerSecond"] = "0",
            ["Gateway__Limits__MaxErrors"] = "0",
            ["Gateway__Sockets__MaxConnectionsPerAddress"] = "20000",
            ["Gateway__Native__SlowConsumer"] = "DropOldest",
            ["Logging__LogLevel__Default"] = "Error",
        };
        return new Contestant(
            ServerProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "Realtime.Gateway.dll")], settings, port),
            new NativeWire(authority.Token));
    }

    private static Contestant Own(string command, Wire wire)
    {
        var port = FreePort();
        return new Contestant(
            ServerProcess.Start(Environment.ProcessPath!, [command, port.ToString(CultureInfo.InvariantCulture)], new Dictionary<string, string>(), port),
            wire);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
