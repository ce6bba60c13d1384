using Aspire.Hosting;
using Aspire.Hosting.Orchestration.Processes;
using Aspire.Hosting.Testing;
using RabbitMQ.Client;
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
        await DeclareAsync(address, passive: false);
        await WrittenAsync(builder.Configuration["Local:RunFolder"]!);
        var before = application.ProcessIdOf("messaging");

        UnixProcess.Signal(before, UnixSignal.Kill);

        await Eventually.Async(() => application.ProcessIdOf("messaging") is var now && now != 0 && now != before, Sample.Deadline);
        await Eventually.PassesAsync(() => DeclareAsync(address, passive: true), Sample.Deadline);
    }

    // Mnesia's log keeps what was declared in memory for two seconds at most; only what is in its files can outlive a kill.
    private static Task WrittenAsync(string runFolder) => Eventually.Async(
        () => Directory.EnumerateFiles(runFolder, "*", SearchOption.AllDirectories)
            .Where(static path => path.EndsWith(".LOG", StringComparison.Ordinal) || path.Contains("rabbit_durable_queue", StringComparison.Ordinal))
            .Any(static path => File.ReadAllBytes(path).AsSpan().IndexOf("kept"u8) >= 0),
        because: "the declaration was never written");

    private static async Task DeclareAsync(Uri address, bool passive)
    {
        await using var connection = await new ConnectionFactory { Uri = address }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        if (passive)
        {
            await channel.QueueDeclarePassiveAsync("kept");
            return;
        }

        await channel.QueueDeclareAsync("kept", durable: true, exclusive: false, autoDelete: false);
    }
}
