using System.Diagnostics;
using Realtime.Gateway.Tests.Cluster;

namespace Realtime.Gateway.Tests.Limits;

public sealed class LimitTests(DefaultLimitsFixture host) : IClassFixture<DefaultLimitsFixture>
{
    [Fact]
    public async Task Of_thirty_messages_at_once_twenty_pass_and_the_others_are_rate_limited()
    {
        await using var client = await NativeClient.WelcomeAsync(host.Gateway.SocketsUrl, host.Authority.Token("r-burst"));
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 30; i++)
        {
            await client.SendAsync(new { type = "ping", message_id = "p" + i });
        }

        var refused = 0;
        for (var i = 0; i < 30; i++)
        {
            var reply = await client.NextAsync();
            refused += (string?)reply["type"] == "error" ? 1 : 0;
            if ((string?)reply["type"] == "error")
            {
                ((string?)reply["data"]!["code"]).ShouldBe("rate_limited");
                ((string?)reply["reply_to"]).ShouldStartWith("p");
            }
        }

        // Ten tokens a second flow in while the machine takes its time.
        refused.ShouldBeInRange(Math.Max(0, 10 - (int)Math.Ceiling(watch.Elapsed.TotalSeconds * 10)), 10);
    }

    [Fact]
    public async Task A_flood_closes_4429_and_others_do_not_notice()
    {
        await using var flooder = await NativeClient.WelcomeAsync(host.Gateway.SocketsUrl, host.Authority.Token("r-flood"));
        await using var other = await NativeClient.WelcomeAsync(host.Gateway.SocketsUrl, host.Authority.Token("r-calm"));
        var closed = flooder.ClosedAsync();
        while (!closed.IsCompleted)
        {
            await flooder.TrySendAsync(new { type = "ping" });
        }

        (await closed).ShouldBe(4429);
        await other.PingAsync();
    }

    [Fact]
    public async Task The_tenth_error_closes_4410_after_an_error_frame()
    {
        await using var client = await NativeClient.WelcomeAsync(host.Gateway.SocketsUrl, host.Authority.Token("r-errors"));
        for (var i = 0; i < 9; i++)
        {
            await client.SendTextAsync("not json");
            await client.ExpectAsync("error");
        }

        await client.PingAsync();
        await client.SendTextAsync("not json");

        await client.ExpectAsync("error");
        (await client.ClosedAsync()).ShouldBe(4410);
    }

    [Fact]
    public async Task Unauthorized_is_no_error_but_a_failed_authentication_is()
    {
        await using var client = await NativeClient.ConnectAsync(host.Gateway.SocketsUrl);
        for (var i = 0; i < 9; i++)
        {
            await client.SendAsync(new { type = "subscription", data = new { action = "subscribe", room = "cell:1" } });
            await client.ExpectAsync("error");
        }

        for (var i = 0; i < 10; i++)
        {
            await client.TrySendAsync(new { type = "auth_required", data = new { token = "bad" } });
        }

        (await client.ClosedAsync()).ShouldBe(4410);
    }

    [Fact]
    public async Task Acknowledgements_take_no_token()
    {
        await using var client = await NativeClient.WelcomeAsync(host.Gateway.SocketsUrl, host.Authority.Token("r-acks"));
        for (var i = 0; i < 100; i++)
        {
            await client.SendAsync(new { type = "message_ack", data = new { message_ids = new[] { "m" + i } } });
        }

        await client.PingAsync();
    }

    [Fact]
    public async Task A_socket_that_does_not_authenticate_closes_4401()
    {
        await using var gateway = await host.StartAnotherAsync("--Gateway:Native:AuthenticationTimeout=00:00:01");
        await using var client = await NativeClient.ConnectAsync(gateway.SocketsUrl);

        ((string?)(await client.ExpectAsync("error"))["data"]!["code"]).ShouldBe("unauthorized");
        (await client.ClosedAsync()).ShouldBe(4401);
    }

    [Fact]
    public async Task A_user_may_have_so_many_sockets()
    {
        var token = host.Authority.Token("r-many");
        await using var first = await NativeClient.WelcomeAsync(host.Gateway.SocketsUrl, token);
        await using var second = await NativeClient.WelcomeAsync(host.Gateway.SocketsUrl, token);
        await using var third = await NativeClient.ConnectAsync(host.Gateway.SocketsUrl, token);

        (await third.ClosedAsync()).ShouldBe(4429);
        await first.CloseAsync();
        await Realtime.Testing.Eventually.Async(() => host.Gateway.Hub.CountOfUser("r-many") == 1);
        await using var fourth = await NativeClient.WelcomeAsync(host.Gateway.SocketsUrl, token);
        await fourth.PingAsync();
    }
}
