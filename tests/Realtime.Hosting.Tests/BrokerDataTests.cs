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
        var before = application.ProcessIdOf("messaging");

        UnixProcess.Signal(before, UnixSignal.Kill);

        await Eventually.Async(() => application.ProcessIdOf("messaging") is var now && now != 0 && now != before, Sample.Deadline);
        await Eventually.PassesAsync(() => DeclareAsync(address, passive: true), Sample.Deadline);
    }

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
