using Realtime.Gateway.Tests.Cluster;
using Realtime.Gateway.Tests.SocketIo.Support;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.TaskChat;

/// <summary>The task chat takes from the limits that all protocols share: of the connection, the user and the address.</summary>
public sealed class TaskChatLimitTests : IAsyncLifetime
{
    private const string Refusal = "{\"type\":\"error\",\"error\":\"Failed to process request\"}";
    private const string OutOfPlace = "{\"error\":\"Invalid message format\"}";

    // One token in a quarter of an hour: none flows in while a test runs.
    private const string Trickle = "0.001";

    private readonly TaskChatStack _stack = new();

    public Task InitializeAsync() => _stack.InitializeAsync();

    public Task DisposeAsync() => _stack.DisposeAsync();

    [Fact]
    public async Task Frames_OverTheConnectionsRate_AreRefusedAndTheSocketStays()
    {
        await using var gateway = await StartAsync(("MessagesPerSecond", Trickle), ("Burst", "2"));
        await using var socket = await _stack.ConnectAsync(gateway, "l1");
        await ExpectAsync(socket, OutOfPlace, OutOfPlace, Refusal, Refusal);
        await using var other = await _stack.ConnectAsync(gateway, "l1");
        await ExpectAsync(other, OutOfPlace);
    }

    [Theory]
    [InlineData("User", "l2", Refusal)]
    [InlineData("User", "l3", OutOfPlace)]
    [InlineData("Address", "l3", Refusal)]
    public async Task Frames_OverASharedRate_AreRefusedWhateverProtocolUsedItUp(string limit, string user, string answer)
    {
        await using var gateway = await StartAsync(($"{limit}MessagesPerSecond", Trickle), ($"{limit}Burst", "3"));
        await using var native = await NativeClient.WelcomeAsync(gateway.SocketsUrl, _stack.Authority.Token("l2"));
        for (var i = 0; i < 3; i++)
        {
            await native.SendAsync(new { type = "ping" });
            await native.ExpectAsync("pong");
        }

        await using var socket = await _stack.ConnectAsync(gateway, user);
        await ExpectAsync(socket, answer);
    }

    [Fact]
    public async Task Flood_EndsItsSocketWith4429AndNoOther()
    {
        await using var gateway = await StartAsync(("MessagesPerSecond", Trickle), ("Burst", "5"), ("MaxRefused", "10"));
        await using var calm = await _stack.ConnectAsync(gateway, "l4");
        await using var flooder = await _stack.ConnectAsync(gateway, "l5");
        for (var i = 0; i < 5 + 10; i++)
        {
            await flooder.SendAsync("{}");
        }

        await flooder.ReadToEndAsync();
        ((int?)flooder.CloseStatus).ShouldBe(4429);
        await ExpectAsync(calm, OutOfPlace);
    }

    [Fact]
    public async Task Sockets_MoreThanAUserMayHave_AreClosedWith4429UntilOneLeaves()
    {
        await using var gateway = await StartAsync(("UserConnections", "1"));
        await using var first = await _stack.ConnectAsync(gateway, "l6");
        await ExpectAsync(first, OutOfPlace);
        await using var second = await _stack.ConnectAsync(gateway, "l6");
        (await second.ReadAsync()).ShouldBe(Refusal);
        (await second.ReadAsync()).ShouldBeNull();
        ((int?)second.CloseStatus).ShouldBe(4429);

        first.Cut();
        await Eventually.Async(() => gateway.Hub.CountOfUser("l6") == 0);
        await using var third = await _stack.ConnectAsync(gateway, "l6");
        await ExpectAsync(third, OutOfPlace);
    }

    private Task<TestGateway> StartAsync(params (string Name, string Value)[] limits) =>
        _stack.StartAsync([.. limits.Select(limit => $"--Gateway:Limits:{limit.Name}={limit.Value}")]);

    private static async Task ExpectAsync(RawSocket socket, params string[] answers)
    {
        foreach (var answer in answers)
        {
            await socket.SendAsync("{}");
            (await socket.ReadAsync()).ShouldBe(answer);
        }
    }
}
