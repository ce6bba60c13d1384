using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using RabbitMQ.Client;
using Realtime.Contracts.Commands;
using Realtime.EndToEnd.Tests.Client;
using Realtime.Operations.Tests.Stack;
using Realtime.Testing;

namespace Realtime.Operations.Tests.Traces;

/// <summary>One message, one trace: from where it was published, through every service that handled it, to the receipt of a device.</summary>
[Collection(OperationsCollection.Name)]
public sealed class TraceTests(OperationsFixture stack)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_http(bool online)
    {
        var (user, id, trace) = New();
        var reader = online ? await stack.ConnectAsync(user) : null;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/users/{user}/messages") { Content = JsonContent.Create(new { type = "traced", data = 1 }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await stack.Tokens.ForClientAsync());
        request.Headers.Add("Idempotency-Key", id);
        request.Headers.Add("traceparent", trace.Header);
        using var response = await stack.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        await using var late = reader ?? await stack.ConnectAsync(user);
        await AcknowledgeAsync(late, id);

        // Every span hangs on another one of the trace, and the first on the caller's.
        var spans = await CompleteAsync(trace.Id, id, trace.Span);
        spans.Select(static span => span.Service).ToHashSet().ShouldBe(["edge", "offline-delivery", "gateway"], ignoreOrder: true);
    }

    [Fact]
    public async Task From_a_socket_to_a_device_that_answers_with_a_pong()
    {
        var (user, id, _) = New();
        await using var reader = await stack.ConnectAsync(user, acknowledges: false);
        await using var sender = await stack.ConnectAsync("sender-of-traces");

        await sender.SendAsync(new { type = "direct", message_id = id, ack = true, data = new { user_id = user, type = "traced", data = 1 } });
        await reader.WaitForAsync("traced");

        var trace = await TraceOfAsync("sender-of-traces", user);
        var spans = await CompleteAsync(trace, null, caller: null);
        spans.Select(static span => span.Name).ShouldContain("realtime.publish");
        spans.Single(static span => span.Name == "realtime.receipt").Tags["realtime.receipt"].ShouldBe("pong");
        spans.Select(static span => span.Service).ToHashSet().ShouldBe(["gateway", "offline-delivery"], ignoreOrder: true);
    }

    [Fact]
    public async Task From_any_amqp_client()
    {
        var (user, id, trace) = New();
        await using var reader = await stack.ConnectAsync(user);
        await using var connection = await new ConnectionFactory { Uri = new Uri(stack.Broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var body = JsonSerializer.SerializeToUtf8Bytes(new { type = "traced", message_id = id, data = 1 });

        await channel.BasicPublishAsync("realtime.publish", $"user.{user}", mandatory: false, new BasicProperties { Headers = new Dictionary<string, object?> { ["traceparent"] = trace.Header } }, body);

        await AcknowledgeAsync(reader, id);
        var spans = await CompleteAsync(trace.Id, id, trace.Span);
        spans.Single(static span => span.Name == "realtime.ingress").ParentId.ShouldBe(trace.Span);
    }

    [Fact]
    public async Task From_the_bus()
    {
        using var listener = new ActivityListener { ShouldListenTo = static source => source.Name == "MassTransit", Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        var (user, id, _) = New();
        await using var reader = await stack.ConnectAsync(user);
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host(stack.Broker));
        await bus.StartAsync();
        using var activity = new Activity("integrator").Start();
        activity.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        try
        {
            await bus.Publish(new SendToUser(user, "traced", JsonSerializer.SerializeToElement(1), id));
        }
        finally
        {
            await bus.StopAsync();
        }

        await AcknowledgeAsync(reader, id);
        // MassTransit's own span of the sending is this process's, and not exported: the trace hangs on it.
        await CompleteAsync(activity.TraceId.ToHexString(), id, unseenCallers: 1);
    }

    private static (string User, string MessageId, (string Header, string Id, string Span) Trace) New()
    {
        var (trace, span) = (ActivityTraceId.CreateRandom().ToHexString(), ActivitySpanId.CreateRandom().ToHexString());
        return ($"traced-{Guid.NewGuid():N}", Guid.NewGuid().ToString(), ($"00-{trace}-{span}-01", trace, span));
    }

    private static async Task AcknowledgeAsync(NativeSocket reader, string id)
    {
        await reader.WaitForAsync(frame => (string?)frame["message_id"] == id);
        await reader.SendAsync(new { type = "message_ack", data = new { message_ids = new[] { id } } });
    }

    /// <summary>
    /// The spans of a trace once it has reached the database and the device. Each service exports in its own time, and the last to come is often the first to have
    /// begun: a trace is whole when every span hangs on another of it, or on the <paramref name="caller"/>.
    /// </summary>
    private Task<IReadOnlyList<Span>> CompleteAsync(string trace, string? messageId, string? caller = null, int unseenCallers = 0) => Eventually.ObjectAsync(
        () =>
        {
            var spans = stack.Spans.Of(trace);
            var own = spans.Where(span => messageId is null || span.Tags.GetValueOrDefault("messaging.message.id") == messageId).Select(static span => span.Name).ToList();
            var parents = spans.Select(static span => span.Id).Append(caller).ToHashSet();
            var unseen = spans.Select(static span => span.ParentId).Where(parent => !parents.Contains(parent)).Distinct().Count();
            return Task.FromResult(own.Contains("realtime.store") && own.Contains("realtime.receipt") && unseen == unseenCallers ? spans : null);
        },
        Patience,
        $"spans of trace {trace}: {string.Join(", ", stack.Spans.Of(trace).Select(static span => $"{span.Service}/{span.Name}"))}");

    /// <summary>A socket's publish begins its trace at the gateway: it is found by the message that came out of it.</summary>
    private Task<string> TraceOfAsync(string sender, string user) => Eventually.ObjectAsync(
        () => Task.FromResult(stack.Spans.All.LastOrDefault(span => span.Name == "realtime.store" && span.Tags.GetValueOrDefault("realtime.target") == $"user.{user}")?.TraceId),
        Patience,
        $"the message of {sender} was not stored");
}
