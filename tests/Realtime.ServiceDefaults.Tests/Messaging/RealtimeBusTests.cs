using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using Realtime.ServiceDefaults.Startup;
using Realtime.ServiceDefaults.Tests.Support;
using Realtime.Testing;

namespace Realtime.ServiceDefaults.Tests.Messaging;

public sealed class RealtimeBusTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task A_record_crosses_from_one_service_to_another_with_its_trace()
    {
        var broker = await servers.CreateVirtualHostAsync();
        await using var receiver = await StartAsync(broker, bus => bus.AddConsumer<OrderConsumer>());
        await using var sender = await StartAsync(broker);
        using var source = new ActivitySource("Realtime.Test");
        using var listener = new ActivityListener { ShouldListenTo = _ => true, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);
        using var activity = source.StartActivity("test")!;

        await PublishWhenBoundAsync(sender, receiver, new OrderPlaced("42", 3));

        var seen = await receiver.Services.GetRequiredService<Inbox>().FirstAsync();
        seen.Order.ShouldBe(new OrderPlaced("42", 3));
        seen.TraceId.ShouldBe(activity.TraceId.ToHexString());
    }

    [Fact]
    public async Task Plain_json_of_any_client_is_taken()
    {
        var broker = await servers.CreateVirtualHostAsync();
        await using var receiver = await StartAsync(broker, bus => bus.AddConsumer<OrderConsumer>());
        await WaitUntilReadyAsync(receiver);
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();

        await channel.BasicPublishAsync("order", "", false, new BasicProperties { ContentType = "application/json" }, Encoding.UTF8.GetBytes("""{"number":"7","count":1}"""));

        (await receiver.Services.GetRequiredService<Inbox>().FirstAsync()).Order.ShouldBe(new OrderPlaced("7", 1));
    }

    [Fact]
    public async Task Durable_endpoints_are_quorum_queues_and_temporary_ones_go_away()
    {
        var broker = await servers.CreateVirtualHostAsync();
        await using var receiver = await StartAsync(broker, bus =>
        {
            bus.AddConsumer<OrderConsumer>();
            bus.AddConsumer<NoteConsumer, NoteConsumerDefinition>();
        });
        await WaitUntilReadyAsync(receiver);

        var queues = await QueuesAsync(broker);

        queues["order"]!["type"]!.GetValue<string>().ShouldBe("quorum");
        var temporary = queues.Single(queue => queue.Key.StartsWith("note", StringComparison.Ordinal)).Value!;
        temporary["arguments"]!["x-expires"]!.GetValue<int>().ShouldBeLessThanOrEqualTo(60_000);
        temporary["durable"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task A_message_that_always_fails_ends_in_the_error_queue()
    {
        var broker = await servers.CreateVirtualHostAsync();
        await using var receiver = await StartAsync(broker, bus => bus.AddConsumer<OrderConsumer>(), (_, rabbit) => rabbit.UseMessageRetry(retry => retry.None()));
        receiver.Services.GetRequiredService<Inbox>().Fails = true;
        await WaitUntilReadyAsync(receiver);

        await receiver.Services.GetRequiredService<IBus>().Publish(new OrderPlaced("1", 1));

        await Eventually.Async(
            async () => (await QueuesAsync(broker)).TryGetPropertyValue("order_error", out var queue) && queue!["messages"]?.GetValue<int>() == 1,
            TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Without_a_broker_the_service_starts_says_so_and_stops()
    {
        await Promised.WithinAsync(TimeSpan.FromSeconds(15), async () =>
        {
            var clock = Stopwatch.StartNew();
            await using (var service = await StartAsync("amqp://dev:dev@127.0.0.1:1", bus => bus.AddConsumer<OrderConsumer>()))
            {
                var health = JsonNode.Parse(await (await service.Client.GetAsync("/health")).Content.ReadAsStringAsync())!;
                health["dependencies"]!["rabbitmq"]!["status"]!.GetValue<string>().ShouldBe("down");
            }

            return clock.Elapsed;
        });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("localhost")]
    [InlineData("http://user:s3cret@localhost")]
    public async Task A_broker_address_that_is_none_stops_the_start_with_a_clear_word(string? address)
    {
        var failure = await Should.ThrowAsync<ServiceConfigurationException>(() => StartAsync(address!));

        failure.Message.ShouldContain("ConnectionStrings:messaging");
        failure.Message.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task No_use_is_reported_to_anybody()
    {
        await using var service = await StartAsync("amqp://dev:dev@127.0.0.1:1");

        service.Services.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled.ShouldBeFalse();
    }

    private static Task<TestService> StartAsync(string broker, Action<IBusRegistrationConfigurator>? configure = null, Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator>? configureRabbit = null) =>
        TestService.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<Inbox>();
                builder.AddRealtimeBus(configure, configureRabbit);
            },
            settings: new() { ["ConnectionStrings:messaging"] = broker });

    private static Task WaitUntilReadyAsync(TestService service) =>
        Eventually.Async(async () => (await service.Client.GetAsync("/health")).IsSuccessStatusCode, TimeSpan.FromSeconds(60));

    private static async Task PublishWhenBoundAsync(TestService sender, TestService receiver, OrderPlaced order)
    {
        await WaitUntilReadyAsync(receiver);
        await WaitUntilReadyAsync(sender);
        await sender.Services.GetRequiredService<IBus>().Publish(order);
    }

    private async Task<JsonObject> QueuesAsync(string broker)
    {
        using var client = servers.CreateManagementClient();
        var queues = JsonNode.Parse(await client.GetStringAsync($"api/queues/{new Uri(broker).AbsolutePath.Trim('/')}"))!.AsArray();
        return new JsonObject(queues.Select(queue => KeyValuePair.Create(queue!["name"]!.GetValue<string>(), (JsonNode?)queue.DeepClone())));
    }
}
