using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Tests.Cluster;
using Realtime.Messaging.Batches;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Backplane;

/// <summary>A gateway with many rooms takes them all by one binding, and goes back to one for each when few are left.</summary>
public sealed class WildcardTests : IAsyncLifetime
{
    private const string Stranger = "cell:w-stranger";

    private readonly ServersFixture _servers = new();
    private string _broker = "";
    private TestAuthority _authority = null!;
    private TestGateway _adaptive = null!;
    private TestGateway _other = null!;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        _broker = await _servers.CreateVirtualHostAsync();
        _authority = await TestAuthority.StartAsync();
        string[] limits = ["--Gateway:Limits:MessagesPerSecond=0", "--Gateway:Limits:UserMessagesPerSecond=0"];
        _adaptive = await TestGateway.StartAsync(_broker, _authority, [.. limits, "--Gateway:Backplane:MaxBindings=4", "--Gateway:Backplane:Linger=00:00:00"]);
        _other = await TestGateway.StartAsync(_broker, _authority, limits);
    }

    public async Task DisposeAsync()
    {
        await _adaptive.DisposeAsync();
        await _other.DisposeAsync();
        await _authority.DisposeAsync();
        await _servers.DisposeAsync();
    }

    [Fact]
    public async Task Rooms_are_taken_by_a_wildcard_while_they_are_many_and_no_message_is_lost_on_the_way_there_and_back()
    {
        await using var alice = await NativeClient.WelcomeAsync(_other.SocketsUrl, _authority.Token("w-alice"));
        await using var bob = await NativeClient.WelcomeAsync(_adaptive.SocketsUrl, _authority.Token("w-bob"));
        await bob.SubscribeAsync("cell:w-kept");
        (await IsRoutedAsync(Stranger)).ShouldBeFalse();
        using var stop = new CancellationTokenSource();
        var publishing = PublishAsync(alice, stop.Token);

        for (var i = 0; i < 8; i++)
        {
            await bob.SubscribeAsync($"cell:w-{i}");
            await alice.SendAsync(new { type = "publish", data = new { room = $"cell:w-{i}", type = "hello", data = i } });
            ((int?)(await bob.ExpectAsync("hello"))["data"]).ShouldBe(i);
        }

        await Eventually.Async(() => IsRoutedAsync(Stranger), because: "the wildcard is bound");
        for (var i = 0; i < 8; i++)
        {
            await bob.RequestAsync("subscription", new { action = "unsubscribe", room = $"cell:w-{i}" });
        }

        await Eventually.Async(async () => !await IsRoutedAsync(Stranger), because: "the wildcard is gone");
        (await IsRoutedAsync("cell:w-kept")).ShouldBeTrue();
        await stop.CancelAsync();
        var sent = await publishing;
        for (var i = 0; i < sent; i++)
        {
            ((int?)(await bob.ExpectAsync("count"))["data"]).ShouldBe(i);
        }
    }

    private static async Task<int> PublishAsync(NativeClient alice, CancellationToken stop)
    {
        var sent = 0;
        while (!stop.IsCancellationRequested)
        {
            await alice.SendAsync(new { type = "publish", data = new { room = "cell:w-kept", type = "count", data = sent } });
            sent++;
            await Task.Delay(2, CancellationToken.None);
        }

        return sent;
    }

    /// <summary>Whether the broker has a queue for a room's messages: what it cannot route comes back.</summary>
    private async Task<bool> IsRoutedAsync(string room)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(_broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        using var writer = new BatchWriter("wildcard-test");
        writer.Write(new BatchEntry { Kind = EntryKind.Journey, Target = BusNames.RoomKeyPrefix + room });
        try
        {
            await channel.BasicPublishAsync(
                BusNames.FanoutExchange, BusNames.RoomKeyPrefix + room, mandatory: true, new BasicProperties { ContentType = BusNames.BatchContentType }, writer.WrittenMemory);
            return true;
        }
        catch (PublishException exception) when (exception.IsReturn)
        {
            return false;
        }
    }
}
