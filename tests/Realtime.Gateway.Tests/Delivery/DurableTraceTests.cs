using System.Collections.Concurrent;
using System.Diagnostics;
using Realtime.Gateway.Delivery;
using Realtime.Gateway.Tests.Cluster;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Delivery;

[Collection(nameof(ClusterCollection))]
public sealed class DurableTraceTests : IDisposable
{
    private readonly ClusterFixture _cluster;
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly ActivityListener _listener;

    public DurableTraceTests(ClusterFixture cluster)
    {
        _cluster = cluster;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TraceContext.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task An_acknowledgement_ends_the_trace_that_the_publish_began()
    {
        await using var alice = await _cluster.ConnectAsync(_cluster.First, "t-a");
        await using var bob = await _cluster.ConnectAsync(_cluster.Second, "t-b");
        await alice.SendAsync(new { type = "direct", data = new { user_id = "t-b", type = "note" }, message_id = "trace-1" });
        await bob.ExpectAsync("note");
        await bob.SendAsync(new { type = "message_ack", data = new { message_ids = new[] { "trace-1" } } });

        var receipt = await SpanAsync(DurableSpans.ReceiptName, "trace-1");

        var publish = await SpanAsync("realtime.publish", "trace-1");
        receipt.TraceId.ShouldBe(publish.TraceId);
        receipt.ParentSpanId.ShouldBe(publish.SpanId);
        receipt.GetTagItem("realtime.receipt").ShouldBe("message_ack");
    }

    [Fact]
    public async Task A_pong_ends_it_for_clients_that_cannot_acknowledge()
    {
        await using var alice = await _cluster.ConnectAsync(_cluster.First, "t-pa");
        await using var bob = await NativeClient.ConnectAsync(_cluster.Second.SocketsUrl, _cluster.Authority.Token("t-pb"), speaks: false);
        await bob.PingAsync();
        await alice.SendAsync(new { type = "direct", data = new { user_id = "t-pb", type = "note" }, message_id = "trace-2" });
        await bob.ExpectAsync("note");

        var receipt = await SpanAsync(DurableSpans.ReceiptName, "trace-2");

        receipt.ParentSpanId.ShouldBe((await SpanAsync("realtime.publish", "trace-2")).SpanId);
        receipt.GetTagItem("realtime.receipt").ShouldBe("pong");
    }

    [Fact]
    public async Task A_message_to_a_room_with_history_has_a_span_where_it_is_delivered()
    {
        await using var alice = await _cluster.ConnectAsync(_cluster.First, "t-ra");
        await using var bob = await _cluster.ConnectAsync(_cluster.Second, "t-rb");
        await bob.SubscribeAsync("chat:traced");
        await alice.SendAsync(new { type = "publish", data = new { room = "chat:traced", type = "said" }, message_id = "trace-3" });
        await bob.ExpectAsync("said");

        (await SpanAsync(DurableSpans.DeliverName, "trace-3")).ParentSpanId.ShouldBe((await SpanAsync("realtime.publish", "trace-3")).SpanId);
    }

    [Fact]
    public async Task Messages_that_one_thread_publishes_have_traces_of_their_own()
    {
        await using var alice = await _cluster.ConnectAsync(_cluster.First, "t-o");
        for (var i = 0; i < 3; i++)
        {
            await alice.SendAsync(new { type = "direct", data = new { user_id = "t-nobody", type = "note" }, message_id = "own-" + i });
        }

        var traces = new HashSet<ActivityTraceId>();
        for (var i = 0; i < 3; i++)
        {
            var span = await SpanAsync("realtime.publish", "own-" + i);
            span.ParentSpanId.ShouldBe(default);
            traces.Add(span.TraceId);
        }

        traces.Count.ShouldBe(3);
    }

    private async Task<Activity> SpanAsync(string name, string messageId)
    {
        Activity? found = null;
        await Eventually.Async(() => (found = _spans.FirstOrDefault(span => span.OperationName == name && (string?)span.GetTagItem("messaging.message.id") == messageId)) is not null);
        return found!;
    }
}
