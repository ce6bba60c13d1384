using System.Text;
using System.Text.Json;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Transport;

public sealed class UpgradeDecisionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refusal_ByTheAdapter_IsPlainHttp(bool overHttpEndpoint)
    {
        await using var host = await SocketHost.StartAsync(echo => echo.OnAuthorize = (_, _) =>
            ValueTask.FromResult(UpgradeDecision.Refuse(401, "InvalidAPIKey", "Key wrong.", KeyValuePair.Create("WWW-Authenticate", "Bearer"))));
        await using var client = await RawSocketClient.OpenAsync(overHttpEndpoint ? host.HttpPort : host.Port);
        await client.SendAsync(RawSocketClient.Request("/echo", "X-Request-ID: r1"));
        await client.ReadHeadAsync();
        client.Status.ShouldBe(401);
        client.Header("X-Request-ID").ShouldBe("r1");
        client.Header("WWW-Authenticate").ShouldBe("Bearer");
        JsonDocument.Parse(await client.ReadBodyAsync()).RootElement.GetProperty("code").GetString().ShouldBe("InvalidAPIKey");
        host.Hub.SocketCount.ShouldBe(0);
    }

    [Fact]
    public async Task Decision_ThatTakesTime_ServesOthersMeanwhileAndKeepsEarlyFrames()
    {
        var decide = new TaskCompletionSource<UpgradeDecision>();
        await using var host = await SocketHost.StartAsync(echo => echo.OnAuthorize = (request, _) =>
            request.Path == "/echo/slow" ? new ValueTask<UpgradeDecision>(decide.Task) : ValueTask.FromResult(UpgradeDecision.Accept()));
        await using var slow = await RawSocketClient.OpenAsync(host.Port);
        await slow.SendAsync([.. RawSocketClient.Request("/echo/slow"), .. ClientFrame.Text("early")], ClientFrame.Text("later"));
        await using var other = await host.ConnectAsync();
        await other.ShouldEchoAsync();
        decide.SetResult(UpgradeDecision.Accept());
        await slow.ReadHeadAsync();
        slow.Status.ShouldBe(101);
        (await slow.ReceiveTextAsync()).ShouldBe("early");
        (await slow.ReceiveTextAsync()).ShouldBe("later");
    }

    [Fact]
    public async Task Adapter_ThatThrows_Is500AndTheListenerLives()
    {
        await using var host = await SocketHost.StartAsync(echo => echo.OnAuthorize = (request, _) =>
            request.Path == "/echo/bad" ? throw new InvalidOperationException("Thrown by test.") : ValueTask.FromResult(UpgradeDecision.Accept()));
        await using var client = await RawSocketClient.OpenAsync(host.Port);
        await client.SendAsync(RawSocketClient.Request("/echo/bad"));
        await client.ReadHeadAsync();
        client.Status.ShouldBe(500);
        (await client.ReadBodyAsync()).ShouldNotContain("Thrown by test");
        await using var next = await host.ConnectAsync();
        await next.ShouldEchoAsync();
    }

    [Fact]
    public async Task Handshake_ThatNeverEnds_IsCut()
    {
        var time = new ManualTime();
        await using var host = await SocketHost.StartAsync(time: time);
        await using var silent = await RawSocketClient.OpenAsync(host.Port);
        await using var half = await RawSocketClient.OpenAsync(host.Port);
        await half.SendAsync(Encoding.ASCII.GetBytes("GET /echo HTTP/1.1\r\nHost: x\r\n"));
        await time.AdvanceUntilAsync(Task.WhenAll(half.ReadHeadAsync(), silent.ReadHeadAsync()), TimeSpan.FromSeconds(1));
        half.Status.ShouldBe(408);
        silent.Status.ShouldBe(408);
    }

    [Fact]
    public async Task Decision_OverTheHandshakeTimeout_IsCancelledAndNotCounted()
    {
        var cancelled = new TaskCompletionSource();
        var time = new ManualTime();
        await using var host = await SocketHost.StartAsync(
            echo => echo.OnAuthorize = async (_, cancellationToken) =>
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }
                finally
                {
                    cancelled.TrySetResult();
                }

                return UpgradeDecision.Accept();
            },
            time: time);
        await using var client = await RawSocketClient.OpenAsync(host.Port);
        await client.SendAsync(RawSocketClient.Request("/echo"));
        await Wait.UntilAsync(() => !host.Echo.Requests.IsEmpty, "the adapter was asked");
        await time.AdvanceUntilAsync(cancelled.Task, TimeSpan.FromSeconds(1));
        await client.ShouldEndAsync();
        await Wait.UntilAsync(() => host.Get<AddressCounter>().Count(System.Net.IPAddress.Loopback) == 0, "the address is not counted any more");
    }

    [Fact]
    public async Task Connections_OverTheAddressLimit_Are429UntilOneEnds()
    {
        await using var host = await SocketHost.StartAsync(settings: new Dictionary<string, string?> { ["Gateway:Sockets:MaxConnectionsPerAddress"] = "2" });
        await using var first = await host.ConnectAsync();
        await using var second = await host.ConnectAsync();
        await using (var third = await RawSocketClient.OpenAsync(host.Port))
        {
            await third.SendAsync(RawSocketClient.Request("/echo"));
            await third.ReadHeadAsync();
            third.Status.ShouldBe(429);
            third.Header("Retry-After").ShouldNotBeNull();
        }

        await using var elsewhere = await host.ConnectAsync("/echo", "X-Forwarded-For: 203.0.113.1");
        await first.DisposeAsync();
        await Wait.UntilAsync(() => host.Get<AddressCounter>().Count(System.Net.IPAddress.Loopback) == 1, "the first connection is not counted any more");
        await using var fourth = await host.ConnectAsync();
    }
}
