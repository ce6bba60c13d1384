using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Npgsql;
using RabbitMQ.Client;
using Realtime.Contracts.Json;
using Realtime.Contracts.Presence;
using Realtime.Contracts.Wire;
using Realtime.Testing;

namespace Realtime.Presence.Figures;

/// <summary>The service in this process, with a channel to play the gateways on.</summary>
internal sealed class FigureStack : IAsyncDisposable
{
    private static readonly DateTimeOffset StartedAt = DateTimeOffset.UtcNow;

    private readonly WebApplication _app;
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly Dictionary<string, long> _sequences = new(StringComparer.Ordinal);

    private FigureStack(WebApplication app, NpgsqlDataSource database, IConnection connection, IChannel channel)
    {
        _app = app;
        _connection = connection;
        _channel = channel;
        Database = database;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Client.DefaultRequestHeaders.Add("X-Internal-Key", "dev-internal-key");
    }

    public NpgsqlDataSource Database { get; }

    public HttpClient Client { get; }

    public static async Task<FigureStack> StartAsync(ServersFixture servers)
    {
        var (database, broker) = (await servers.CreateDatabaseAsync(), await servers.CreateVirtualHostAsync());
        var app = PresenceService.Create(["--environment=Development", "--urls=http://127.0.0.1:0", $"--ConnectionStrings:presencedb={database}", $"--ConnectionStrings:messaging={broker}", "--Logging:LogLevel:Default=Error", "--Presence:Lease=00:10:00"]);
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        await Eventually.Async(async () => (await client.GetAsync("/health")).IsSuccessStatusCode, TimeSpan.FromSeconds(30));
        var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        return new FigureStack(app, NpgsqlDataSource.Create(database), connection, await connection.CreateChannelAsync());
    }

    public async Task SendAsync(string gateway, IReadOnlyList<PresenceChange> changes)
    {
        var sequence = _sequences[gateway] = _sequences.GetValueOrDefault(gateway) + 1;
        var body = JsonSerializer.SerializeToUtf8Bytes(new PresenceBatch(gateway, StartedAt, sequence, null, changes), RealtimeJsonContext.Default.PresenceBatch);
        await _channel.BasicPublishAsync(BusNames.PresenceExchange, "", mandatory: true, new BasicProperties { Persistent = true }, body);
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync() ?? 0L, System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
        await Database.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
