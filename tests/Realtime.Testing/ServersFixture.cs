using System.Net.Http.Headers;
using System.Text;
using Npgsql;
using Xunit;

namespace Realtime.Testing;

/// <summary>
/// The real broker and the real database server for tests: those named by REALTIME_TEST_RABBITMQ and REALTIME_TEST_POSTGRES, otherwise a
/// private pair that all fixtures of the test process share. Every test class makes its own virtual hosts and databases.
/// </summary>
public sealed class ServersFixture : IAsyncLifetime
{
    private readonly List<string> _databases = [];
    private readonly List<string> _virtualHosts = [];
    private ServerAddresses? _addresses;

    private ServerAddresses Addresses => _addresses ?? throw new InvalidOperationException("The fixture is not initialized.");

    /// <summary>The management API of the broker, for the credentials in <see cref="CreateVirtualHostAsync"/>'s result.</summary>
    public Uri ManagementAddress => Addresses.BrokerManagement;

    /// <summary>Starts the servers, or finds those that run.</summary>
    public async Task InitializeAsync() => _addresses = ServerAddresses.FromEnvironment() ?? await PrivateServers.GetAsync();

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = NewName();
        await ExecuteAsync($"CREATE DATABASE {name}");
        lock (_databases)
        {
            _databases.Add(name);
        }

        return new NpgsqlConnectionStringBuilder(Addresses.Postgres) { Database = name, MaxPoolSize = 20 }.ConnectionString;
    }

    /// <summary>Makes an empty virtual host and returns its AMQP URI.</summary>
    public async Task<string> CreateVirtualHostAsync()
    {
        var name = NewName();
        using var client = CreateManagementClient();
        (await client.PutAsync($"api/vhosts/{name}", null)).EnsureSuccessStatusCode();
        var permissions = new StringContent("""{"configure":".*","write":".*","read":".*"}""", Encoding.UTF8, "application/json");
        (await client.PutAsync($"api/permissions/{name}/{UserName}", permissions)).EnsureSuccessStatusCode();
        lock (_virtualHosts)
        {
            _virtualHosts.Add(name);
        }

        return new UriBuilder(Addresses.Broker) { Path = name }.Uri.AbsoluteUri;
    }

    /// <summary>A client of the broker's management API that is logged in.</summary>
    public HttpClient CreateManagementClient()
    {
        var client = new HttpClient { BaseAddress = Addresses.BrokerManagement };
        var credentials = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(Addresses.Broker.UserInfo));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        return client;
    }

    /// <summary>Drops what this fixture made.</summary>
    public async Task DisposeAsync()
    {
        foreach (var database in _databases)
        {
            await ExecuteAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
        }

        using var client = CreateManagementClient();
        foreach (var virtualHost in _virtualHosts)
        {
            (await client.DeleteAsync($"api/vhosts/{virtualHost}")).Dispose();
        }
    }

    private string UserName => Addresses.Broker.UserInfo.Split(':')[0];

    private static string NewName() => "test_" + Guid.NewGuid().ToString("N")[..12];

    private async Task ExecuteAsync(string statement)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(Addresses.Postgres) { Pooling = false, Database = "postgres" }.ConnectionString;
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
