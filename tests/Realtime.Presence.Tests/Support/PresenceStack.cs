using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Realtime.ServiceDefaults.Security;
using Realtime.Testing;
using Realtime.Testing.Tokens;

namespace Realtime.Presence.Tests.Support;

/// <summary>A database, a virtual host and as many replicas of the service as a test wants, all in this process.</summary>
internal sealed class PresenceStack : IAsyncDisposable
{
    private readonly List<WebApplication> _replicas = [];
    private readonly string[] _arguments;

    private PresenceStack(string databaseAddress, string brokerAddress, string[] arguments)
    {
        BrokerAddress = brokerAddress;
        Database = NpgsqlDataSource.Create(databaseAddress);
        _arguments =
        [
            "--environment=Development",
            "--urls=http://127.0.0.1:0",
            $"--ConnectionStrings:presencedb={databaseAddress}",
            $"--ConnectionStrings:messaging={brokerAddress}",
            "--Logging:LogLevel:Default=Warning",
            // The tests' gateways send no heartbeats: none of them is to die because the machine is slow.
            "--Presence:Lease=00:10:00",
            .. arguments,
        ];
    }

    public string BrokerAddress { get; }

    public NpgsqlDataSource Database { get; }

    public WebApplication First => _replicas[0];

    public WebApplication Last => _replicas[^1];

    public static async Task<PresenceStack> StartAsync(ServersFixture servers, int replicas = 1, params string[] arguments)
    {
        var stack = new PresenceStack(await servers.CreateDatabaseAsync(), await servers.CreateVirtualHostAsync(), arguments);
        for (var replica = 0; replica < replicas; replica++)
        {
            await stack.AddReplicaAsync();
        }

        return stack;
    }

    /// <summary>One replica whose database is not there.</summary>
    public static async Task<PresenceStack> StartWithoutDatabaseAsync(ServersFixture servers)
    {
        var stack = new PresenceStack($"Host=127.0.0.1;Port={FreePort.Next()};Username=nobody;Password=none;Database=none", await servers.CreateVirtualHostAsync(), []);
        await stack.StartReplicaAsync();
        return stack;
    }

    public async Task<WebApplication> AddReplicaAsync()
    {
        var app = await StartReplicaAsync();
        using var client = Client(app);
        await Eventually.Async(async () => (await client.GetAsync("/health")).IsSuccessStatusCode, TimeSpan.FromMinutes(2), "the service did not become ready");
        return app;
    }

    public async Task RemoveReplicaAsync(WebApplication app)
    {
        _replicas.Remove(app);
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public HttpClient Client(WebApplication? app = null, string token = "service;realtime.admin")
    {
        var client = new HttpClient { BaseAddress = new Uri((app ?? First).Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        client.DefaultRequestHeaders.Add("X-Internal-Key", "dev-internal-key");
        return client;
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>Lets the lease of a gateway run out, as if it had been silent for an hour while probes came.</summary>
    public Task LoseAsync(string gatewayId) => Eventually.Async(async () =>
    {
        // Repeated, since on a slow machine a late probe lets the leases start again.
        await ScalarAsync<object>($"update pipeline set healthy_since = healthy_since - interval '1 hour'; update gateways set last_seen = last_seen - interval '1 hour' where gateway_id = '{gatewayId}'");
        return await ScalarAsync<bool>($"select dead and not ending from gateways where gateway_id = '{gatewayId}'");
    });

    private async Task<WebApplication> StartReplicaAsync()
    {
        var app = PresenceService.Create(_arguments, builder => builder.Services.AddSingleton<IAccessTokenValidator, TestTokenValidator>());
        await app.StartAsync();
        _replicas.Add(app);
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _replicas.ToArray())
        {
            await RemoveReplicaAsync(app);
        }

        await Database.DisposeAsync();
    }
}
