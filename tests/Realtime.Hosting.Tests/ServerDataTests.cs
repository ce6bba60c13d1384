using Aspire.Hosting;
using Aspire.Hosting.Orchestration.Processes;
using Aspire.Hosting.PostgreSQL;
using Aspire.Hosting.Testing;
using Npgsql;
using Realtime.Hosting.Tests.Support;
using Realtime.Testing;

namespace Realtime.Hosting.Tests;

/// <summary>A database server whose data is kept between runs.</summary>
public sealed class ServerDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = Sample.UnusedPort();

    [Fact]
    public async Task Run_Again_KeepsDataAndPassword()
    {
        await using (var first = await StartAsync())
        {
            await ExecuteAsync(first, "CREATE TABLE kept (id int)");
        }

        await using var second = await StartAsync();
        await ExecuteAsync(second, "SELECT * FROM kept");
    }

    [Fact]
    public async Task Kill_Server_IsStartedAgainWithItsData()
    {
        await using var application = await StartAsync();
        await ExecuteAsync(application, "CREATE TABLE kept (id int)");
        var before = application.ProcessIdOf("postgres");

        UnixProcess.Signal(before, UnixSignal.Kill);

        await Eventually.Async(() => application.ProcessIdOf("postgres") is var now && now != 0 && now != before, Sample.Deadline);
        await Eventually.PassesAsync(() => ExecuteAsync(application, "SELECT * FROM kept"), Sample.Deadline);
    }

    [Fact]
    public async Task Run_CorruptData_SaysWhatToDoAndCleanHelps()
    {
        await using (await StartAsync())
        {
        }

        File.WriteAllText(_folder.Combine(".run/postgres/data/global/pg_control"), "rubbish");

        var failure = await Should.ThrowAsync<DistributedApplicationException>(() => StartAsync());
        failure.Message.ShouldContain("--clean");
        failure.Message.ShouldContain(_folder.Combine(".run/postgres"));
        await Eventually.Async(() => RunningProcesses.Mentioning(_folder.Path).Count == 0);

        await using var clean = await StartAsync("--clean");
        await ExecuteAsync(clean, "SELECT 1");
    }

    public void Dispose() => _folder.Dispose();

    private static async Task ExecuteAsync(DistributedApplication application, string statement)
    {
        var connectionString = (await application.GetConnectionStringAsync("sampledb"))!;
        await using var connection = new NpgsqlConnection(PostgresProbe.WithoutPool(connectionString));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<DistributedApplication> StartAsync(params string[] args)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, ProjectDirectory = _folder.Path, DisableDashboard = true });
        builder.AddPostgres("postgres", port: _port).WithDataVolume().AddDatabase("sampledb");
        var application = builder.Build();
        await application.StartAsync();
        using var deadline = new CancellationTokenSource(Sample.Deadline);
        try
        {
            await application.ResourceNotifications.WaitForResourceHealthyAsync("sampledb", deadline.Token);
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }
}
