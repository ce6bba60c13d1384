using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Realtime.ServiceDefaults.Security;
using Realtime.Testing;
using Realtime.Testing.Tokens;

namespace Realtime.OfflineDelivery.Tests.Support;

/// <summary>A database, a virtual host and as many replicas of the service as a test wants, all in this process.</summary>
internal sealed class DeliveryStack : IAsyncDisposable
{
    private readonly List<WebApplication> _replicas = [];
    private readonly string[] _arguments;

    private DeliveryStack(string databaseAddress, string serviceDatabaseAddress, string brokerAddress, string[] arguments)
    {
        BrokerAddress = brokerAddress;
        DatabaseAddress = databaseAddress;
        Database = NpgsqlDataSource.Create(databaseAddress);
        _arguments =
        [
            "--environment=Development",
            "--urls=http://127.0.0.1:0",
            $"--ConnectionStrings:deliverydb={serviceDatabaseAddress}",
            $"--ConnectionStrings:messaging={brokerAddress}",
            "--Logging:LogLevel:Default=Warning",
            .. arguments,
        ];
    }

    public string BrokerAddress { get; }

    public string DatabaseAddress { get; }

    public NpgsqlDataSource Database { get; }

    public WebApplication First => _replicas[0];

    public static Task<DeliveryStack> StartAsync(ServersFixture servers, params string[] arguments) => StartAsync(servers, static address => address, arguments);

    /// <summary>The service reaches its database at another address than the test.</summary>
    public static async Task<DeliveryStack> StartAsync(ServersFixture servers, Func<string, string> databaseOf, params string[] arguments)
    {
        var database = await servers.CreateDatabaseAsync();
        var stack = new DeliveryStack(database, databaseOf(database), await servers.CreateVirtualHostAsync(), arguments);
        await stack.AddReplicaAsync();
        return stack;
    }

    public async Task<WebApplication> AddReplicaAsync()
    {
        var app = DeliveryService.Create(_arguments, builder => builder.Services.AddSingleton<IAccessTokenValidator, TestTokenValidator>());
        await app.StartAsync();
        _replicas.Add(app);
        using var client = Client(app: app);
        await Eventually.Async(async () => (await client.GetAsync("/health")).IsSuccessStatusCode, TimeSpan.FromMinutes(2), "the service did not become ready");
        return app;
    }

    public async Task RemoveReplicaAsync(WebApplication app)
    {
        _replicas.Remove(app);
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public T Get<T>()
        where T : notnull => First.Services.GetRequiredService<T>();

    public HttpClient Client(string token = "service;realtime.admin", WebApplication? app = null)
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

    public Task<FakeGateway> GatewayAsync(string id, params string[] keys) => FakeGateway.StartAsync(BrokerAddress, id, keys);

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _replicas.ToArray())
        {
            await RemoveReplicaAsync(app);
        }

        await Database.DisposeAsync();
    }
}
