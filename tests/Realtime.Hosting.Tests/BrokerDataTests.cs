using Aspire.Hosting;
using Aspire.Hosting.Orchestration.Processes;
using Aspire.Hosting.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Realtime.Hosting.Tests.Support;
using Realtime.Testing;

namespace Realtime.Hosting.Tests;

public sealed class BrokerDataTests
{
    [Fact]
    public async Task Kill_Broker_IsStartedAgainWithItsQueues()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddRabbitMQ("messaging").WithManagementPlugin();
        var application = await builder.StartAsync("messaging");
        var address = new Uri((await application.GetConnectionStringAsync("messaging"))!);

        // A broker that is killed may lose the last it was told (Mnesia writes its log later); one that begins anew loses it every time.
        var kept = false;
        for (var attempt = 0; attempt < 3 && !kept; attempt++)
        {
            await DeclareAsync(address);
            await WrittenAsync(builder.Configuration["Local:RunFolder"]!);
            var before = application.ProcessIdOf("messaging");

            UnixProcess.Signal(before, UnixSignal.Kill);

            await Eventually.Async(() => application.ProcessIdOf("messaging") is var now && now != 0 && now != before, Sample.Deadline);
            await Eventually.PassesAsync(async () => kept = await ExistsAsync(address), Sample.Deadline);
        }

        kept.ShouldBeTrue();
    }

    // Mnesia's log keeps what was declared in memory for two seconds at most; only what is in its files can outlive a kill.
    private static Task WrittenAsync(string runFolder) => Eventually.PassesAsync(() =>
    {
        // It renames its files as it goes: what is not there any more is looked for again.
        Directory.EnumerateFiles(runFolder, "*", SearchOption.AllDirectories)
            .Where(static path => path.EndsWith(".LOG", StringComparison.Ordinal) || path.Contains("rabbit_durable_queue", StringComparison.Ordinal))
            .Any(static path => File.ReadAllBytes(path).AsSpan().IndexOf("kept"u8) >= 0)
            .ShouldBeTrue("the declaration was never written");
        return Task.CompletedTask;
    });

    private static async Task DeclareAsync(Uri address)
    {
        await using var connection = await new ConnectionFactory { Uri = address }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("kept", durable: true, exclusive: false, autoDelete: false);
    }

    private static async Task<bool> ExistsAsync(Uri address)
    {
        await using var connection = await new ConnectionFactory { Uri = address }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync("kept");
            return true;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return false;
        }
    }
}
