using System.Text;
using System.Text.Json;
using Aspire.Hosting.Testing;
using MassTransit;
using RabbitMQ.Client;
using Realtime.Contracts.Commands;
using Realtime.EndToEnd.Tests.Stack;
using Realtime.Testing;

namespace Realtime.EndToEnd.Tests.Path;

[Collection(StackCollection.Name)]
public sealed class IntegratorTests(StackFixture stack)
{
    [Fact]
    public async Task SendToUser_over_MassTransit_arrives_live_and_waits_for_the_absent()
    {
        var present = $"bus-{Guid.NewGuid():N}";
        var absent = $"bus-{Guid.NewGuid():N}";
        await using var reader = await stack.ConnectAsync(present);
        var broker = await BrokerAsync();
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host(broker));
        await bus.StartAsync();
        try
        {
            foreach (var user in new[] { present, absent })
            {
                await bus.Publish(new SendToUser(user, "from_bus", JsonSerializer.SerializeToElement(new { n = 1 })));
            }
        }
        finally
        {
            await bus.StopAsync();
        }

        ((int?)(await reader.WaitForAsync("from_bus"))["data"]!["n"]).ShouldBe(1);
        await using var late = await stack.ConnectAsync(absent);
        ((int?)(await late.WaitForAsync("from_bus"))["data"]!["n"]).ShouldBe(1);
    }

    [Theory]
    [InlineData("with-id")]
    [InlineData(null)]
    public async Task Plain_json_from_any_amqp_client_arrives(string? messageId)
    {
        var user = $"amqp-{Guid.NewGuid():N}";
        await using var reader = await stack.ConnectAsync(user);

        var id = messageId is null ? "" : $",\"message_id\":\"{messageId}-{user}\"";
        await PublishAsync($"user.{user}", $"{{\"type\":\"from_amqp\",\"data\":{{\"n\":2}}{id}}}");

        var frame = await reader.WaitForAsync("from_amqp");
        ((int?)frame["data"]!["n"]).ShouldBe(2);
        frame["sender"].ShouldBeNull();
    }

    [Fact]
    public async Task What_is_no_message_goes_to_the_dead_letters_with_the_reason()
    {
        await PublishAsync("user.someone", "this is not JSON");

        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        BasicGetResult? dead = null;
        await Eventually.Async(async () =>
        {
            dead = await channel.BasicGetAsync("realtime.publish.dead", autoAck: true);
            return dead is not null && Encoding.UTF8.GetString(dead.Body.Span) == "this is not JSON";
        });
        Encoding.UTF8.GetString((byte[])dead!.BasicProperties.Headers!["x-reason"]!).ShouldNotBeEmpty();
    }

    private async Task PublishAsync(string key, string body)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.BasicPublishAsync("realtime.publish", key, Encoding.UTF8.GetBytes(body));
    }

    private async Task<IConnection> ConnectAsync() => await new ConnectionFactory { Uri = await BrokerAsync() }.CreateConnectionAsync();

    private async Task<Uri> BrokerAsync() => new((await stack.App.GetConnectionStringAsync("messaging"))!);
}
