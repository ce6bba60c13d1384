using Realtime.Testing;

namespace Realtime.Auth.Tests.Support;

/// <summary>One server for the tests of a class that change nothing others see, and the means to start more.</summary>
public sealed class AuthFixture : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();
    private readonly List<AuthServer> _started = [];
    private AuthServer? _shared;
    private string _database = "";
    private string _broker = "";

    internal AuthServer Server => Shared();

    internal string Broker => _broker;

    internal string Database => _database;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        _broker = await _servers.CreateVirtualHostAsync();
        _database = await _servers.CreateDatabaseAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var server in _started)
        {
            await server.DisposeAsync();
        }

        await _servers.DisposeAsync();
    }

    /// <summary>The one server of the class, with these settings when it has any.</summary>
    internal AuthServer Shared(Dictionary<string, string>? settings = null) => _shared ??= Start(settings);

    internal Task<string> CreateDatabaseAsync() => _servers.CreateDatabaseAsync();

    /// <summary>A second replica beside a server: same database, same issuer, same clock.</summary>
    internal AuthServer StartReplica(AuthServer of, Dictionary<string, string>? settings = null) =>
        Start(new(settings ?? []) { ["Auth:Issuer"] = of.Address.AbsoluteUri }, of.Database, time: of.Time);

    /// <summary>What a start with these settings fails with.</summary>
    internal Task<string> StartFailureAsync(Dictionary<string, string>? settings = null, string? database = null, string environment = "Development") =>
        AuthServer.StartFailureAsync(database ?? _database, _broker, settings, environment);

    /// <summary>A further server; on the shared database unless another is given, as one more replica.</summary>
    internal AuthServer Start(
        Dictionary<string, string>? settings = null,
        string? database = null,
        string? broker = null,
        AdjustableTime? time = null,
        string environment = "Development",
        CapturedLogs? logs = null)
    {
        var server = AuthServer.Start(database ?? _database, broker ?? _broker, settings, time, environment, logs);
        _started.Add(server);
        return server;
    }
}
