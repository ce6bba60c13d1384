using System.Text.Json;
using RabbitMQ.Client;
using Realtime.Operations.Tests.Stack;
using Realtime.Testing;

namespace Realtime.Operations.Tests.Traces;

/// <summary>What becomes of messages when nobody takes their traces.</summary>
[Collection(OperationsCollection.Name)]
public sealed class CollectorTests(OperationsFixture stack)
{
    private const int Messages = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Messages_flow_while_the_collector_is_silent_or_away_and_traces_go_on_when_it_is_back()
    {
        try
        {
            stack.Spans.FallSilent();
            await Eventually.Async(
                async () =>
                {
                    await FlowAsync();
                    return stack.Spans.Unanswered > 0;
                },
                Patience,
                "nobody called the collector");
            await FlowAsync();

            await stack.Spans.GoAwayAsync();
            await FlowAsync();
            using var ready = await stack.Http.GetAsync(new Uri("/ready", UriKind.Relative));
            ready.IsSuccessStatusCode.ShouldBeTrue();
        }
        finally
        {
            await stack.Spans.ComeBackAsync();
        }

        // What is queued may have no room for the first ones.
        var (ids, last) = (new HashSet<string?>(), 0L);
        await Eventually.Async(
            async () =>
            {
                if (ids.Count == 0 || TimeProvider.System.GetElapsedTime(last) > TimeSpan.FromSeconds(2))
                {
                    (last, _) = (TimeProvider.System.GetTimestamp(), ids.Add(Guid.NewGuid().ToString()));
                    await Traffic.PublishAsync(stack, "traced-again", ids.Last()!);
                }

                return stack.Spans.All.Any(span => span.Name == "realtime.store" && ids.Contains(span.Tags.GetValueOrDefault("messaging.message.id")));
            },
            Patience,
            "no span came after the collector was back");
    }

    /// <summary>Several exports' worth of durable messages, from an integrator to a device, and one by every other way.</summary>
    private async Task FlowAsync()
    {
        var user = $"untraced-{Guid.NewGuid():N}";
        await using var reader = await stack.ConnectAsync(user, acknowledges: false);
        await using var connection = await new ConnectionFactory { Uri = new Uri(stack.Broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        for (var i = 0; i < Messages; i++)
        {
            await channel.BasicPublishAsync("realtime.publish", $"user.{user}", JsonSerializer.SerializeToUtf8Bytes(new { type = "untraced", message_id = $"{user}-{i}", data = i }));
        }

        await Traffic.PublishAsync(stack, user, $"{user}-http");
        await reader.SendAsync(new { type = "direct", message_id = $"{user}-socket", ack = true, data = new { user_id = user, type = "untraced", data = 1 } });
        await Eventually.Async(
            () => reader.Frames.Select(static frame => (string?)frame["message_id"]).Where(id => id?.StartsWith(user, StringComparison.Ordinal) == true).Distinct().Count() == Messages + 2,
            Patience,
            "not all messages came");
    }
}
