using System.Net;
using System.Net.WebSockets;
using Realtime.Edge.Tests.Support;
using Realtime.Testing;

namespace Realtime.Edge.Tests.Gateways;

public sealed class ReplicaTests : IAsyncLifetime
{
    private Backend _one = null!;
    private Backend _two = null!;
    private TestEdge _edge = null!;

    public async Task InitializeAsync()
    {
        _one = await Backend.StartAsync("gateway-1");
        _two = await Backend.StartAsync("gateway-2");
        _edge = await TestEdge.StartAsync(new() { ["Edge:Proxy:GatewayTimeout"] = "00:01:00" });
    }

    public async Task DisposeAsync()
    {
        await _edge.DisposeAsync();
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task Sockets_go_to_the_gateway_with_the_fewest_also_between_announcements()
    {
        _edge.Announce(_one, connections: 6);
        _edge.Announce(_two, connections: 0);

        var names = await OpenAsync(10);

        names.Count(name => name == "gateway-2").ShouldBe(8);
        names.Take(6).ShouldAllBe(name => name == "gateway-2");
    }

    [Fact]
    public async Task A_draining_gateway_gets_no_new_socket_and_keeps_its_old_ones()
    {
        _edge.Announce(_one, connections: 0);
        _edge.Announce(_two, connections: 100);
        var (old, hello) = await _edge.ConnectAsync("/ws/connect");
        hello.ShouldStartWith("gateway-1 ");

        _edge.Announce(_one, draining: true);
        var names = await OpenAsync(5);

        names.ShouldAllBe(name => name == "gateway-2");
        await old.SendAsync("still here"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        (await TestEdge.ReceiveAsync(old)).ShouldBe("still here");
        old.Dispose();
    }

    [Fact]
    public async Task When_all_gateways_drain_a_new_socket_is_refused_with_503()
    {
        _edge.Announce(_one, draining: true);

        var failure = await Should.ThrowAsync<WebSocketException>(() => _edge.ConnectAsync("/ws/connect"));

        failure.Message.ShouldContain("503");
        (await _edge.Client.GetStringAsync("/api/v1/websocket/stats")).ShouldStartWith("gateway-1 ");
    }

    [Fact]
    public async Task A_dead_gateway_is_not_noticed_by_clients()
    {
        _edge.Announce(_one, connections: 0);
        _edge.Announce(_two, connections: 1_000);
        await _one.DisposeAsync();

        var names = await OpenAsync(20);

        names.ShouldAllBe(name => name == "gateway-2");
        (await _edge.Management.GetStringAsync("/metrics")).ShouldContain("realtime_edge_connect_retries_total{cluster=\"gateway-sockets\"}");
    }

    [Fact]
    public async Task Plain_requests_with_a_body_are_sent_to_another_replica_too()
    {
        _edge.Announce(_one);
        _edge.Announce(_two);
        await _one.DisposeAsync();

        for (var i = 0; i < 6; i++)
        {
            using var response = await _edge.Client.PostAsync("/api/v1/websocket/broadcast", new StringContent("12345"));
            (await response.Content.ReadAsStringAsync()).ShouldBe("gateway-2 POST /api/v1/websocket/broadcast 5");
        }
    }

    [Fact]
    public async Task When_no_replica_can_be_reached_it_is_502()
    {
        _edge.Announce(_one);
        await _one.DisposeAsync();

        (await _edge.Client.GetAsync("/api/v1/websocket/stats")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task A_polling_session_stays_at_its_gateway_even_while_that_drains()
    {
        _edge.Announce(_one, connections: 500);
        _edge.Announce(_two, connections: 0);
        for (var i = 0; i < 5; i++)
        {
            (await _edge.Client.GetStringAsync("/socket.io/?EIO=4&transport=polling&sid=gateway-1.abc")).ShouldStartWith("gateway-1 ");
        }

        _edge.Announce(_one, draining: true);

        (await _edge.Client.GetStringAsync("/socket.io/?EIO=4&transport=polling&sid=gateway-1.abc")).ShouldStartWith("gateway-1 ");
        var (socket, hello) = await _edge.ConnectAsync("/socket.io/?EIO=4&transport=websocket&sid=gateway-1.abc");
        hello.ShouldStartWith("gateway-1 ");
        socket.Dispose();
        (await _edge.Client.GetStringAsync("/socket.io/?EIO=4&transport=polling")).ShouldStartWith("gateway-2 ");
        (await _edge.Client.GetStringAsync("/socket.io/?EIO=4&transport=polling&sid=gone.abc")).ShouldStartWith("gateway-2 ");
    }

    [Fact]
    public async Task A_silent_gateway_is_dropped_while_another_is_heard()
    {
        await using var edge = await TestEdge.StartAsync(new() { ["Edge:Proxy:GatewayTimeout"] = "00:00:01" });
        edge.Announce(_one);
        edge.Announce(_two);

        await Eventually.Async(() =>
        {
            edge.Announce(_two);
            return edge.Gateways.Replicas.Count == 1;
        });

        edge.Gateways.Replicas.Single().Id.ShouldBe("gateway-2");
    }

    [Fact]
    public void Silence_of_all_is_not_their_end()
    {
        _edge.Announce(_one);
        _edge.Announce(_two);
        var time = new AheadTime();
        var table = new Realtime.Edge.Gateways.GatewayTable(Microsoft.Extensions.Options.Options.Create(new Realtime.Edge.Configuration.EdgeProxyOptions()), time, Microsoft.Extensions.Logging.Abstractions.NullLogger<Realtime.Edge.Gateways.GatewayTable>.Instance);
        table.Hear(new("a", "http://127.0.0.1:1", "http://127.0.0.1:2", false, 0, default));
        table.Hear(new("b", "http://127.0.0.1:3", "http://127.0.0.1:4", false, 0, default));

        time.Ahead = TimeSpan.FromMinutes(10);
        table.Sweep();

        table.Replicas.Count.ShouldBe(2);
    }

    [Fact]
    public void A_restarted_gateway_replaces_itself_and_nonsense_is_ignored()
    {
        _edge.Announce(_one);
        _edge.Gateways.Hear(new("gateway-1b", _one.Address.AbsoluteUri, _one.Address.AbsoluteUri, false, 0, default));
        _edge.Gateways.Hear(new("bad", "ftp://x", "nonsense", false, 0, default));
        _edge.Gateways.Hear(new("", "http://x", "http://x", false, 0, default));

        _edge.Gateways.Replicas.Select(replica => replica.Id).ShouldBe(["gateway-1b"]);
    }

    private async Task<List<string>> OpenAsync(int count)
    {
        var names = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var (socket, hello) = await _edge.ConnectAsync("/ws/connect");
            names.Add(hello.Split(' ')[0]);
            socket.Dispose();
        }

        return names;
    }

    private sealed class AheadTime : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override long GetTimestamp() => System.GetTimestamp() + (Ahead.Ticks * TimestampFrequency / TimeSpan.TicksPerSecond);
    }
}
