using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using RabbitMQ.Client;
using Realtime.EndToEnd.Tests.Client;
using Realtime.Operations.Tests.Stack;
using Realtime.Testing;

namespace Realtime.Operations.Tests.Metrics;

[Collection(OperationsCollection.Name)]
public sealed class DashboardTests(OperationsFixture stack)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Every_panel_shows_something_after_traffic()
    {
        Dashboard.Queries().Count.ShouldBeGreaterThan(40);
        await MakeTrafficAsync();

        var silent = Dashboard.Queries().ToHashSet();
        await Eventually.PassesAsync(
            async () =>
            {
                foreach (var panel in silent.ToList())
                {
                    if ((await stack.Prometheus.QueryAsync(panel.Query)).Count > 0)
                    {
                        silent.Remove(panel);
                    }
                }

                silent.ShouldBeEmpty();
            },
            Patience);
    }

    [Fact]
    public async Task Every_alert_can_be_evaluated_and_none_fires_over_a_stack_that_is_well()
    {
        await Eventually.Async(
            async () => await stack.Prometheus.RulesAsync() is { Count: > 0 } rules && rules.All(static rule => (string?)rule["health"] == "ok"),
            Patience,
            "a rule is not healthy");

        foreach (var rule in await stack.Prometheus.RulesAsync())
        {
            await stack.Prometheus.QueryAsync((string)rule["query"]!);
        }

        (await stack.Prometheus.QueryAsync("up == 0")).ShouldBeEmpty();
        foreach (var alert in new[] { "ServiceDown", "QueueWithoutConsumer", "DrainStuck", "DependencyDown", "InboxGrowth" })
        {
            (await stack.Prometheus.QueryAsync($"ALERTS{{alertname=\"{alert}\",alertstate=\"firing\"}}")).ShouldBeEmpty();
        }
    }

    private async Task MakeTrafficAsync()
    {
        var (ann, bob, room) = ($"ann-{Guid.NewGuid():N}", $"bob-{Guid.NewGuid():N}", $"chat:{Guid.NewGuid():N}");
        // Several of each: they land on both gateways, so that messages cross the backplane.
        var sockets = new List<NativeSocket>();
        for (var i = 0; i < 4; i++)
        {
            sockets.Add(await stack.ConnectAsync(i % 2 == 0 ? ann : bob));
        }

        foreach (var socket in sockets)
        {
            await socket.SubscribeAsync(room);
            await socket.SubscribeAsync("room:dashboard");
        }

        foreach (var socket in sockets)
        {
            await socket.AskAsync("publish", new { room, type = "said", data = new { n = 1 } });
            await socket.AskAsync("publish", new { room = "room:dashboard", type = "said", data = new { n = 2 } });
            await socket.SendTextAsync("no JSON");
        }

        var id = Guid.NewGuid().ToString();
        await PublishAsync(ann, id);
        await PublishAsync(ann, id);
        var received = await sockets[0].WaitForAsync(frame => (string?)frame["message_id"] == id);
        await sockets[0].SendAsync(new { type = "message_ack", data = new { message_ids = new[] { (string?)received["message_id"] } } });
        await RefuseTokenAsync();
        await Should.ThrowAsync<Exception>(() => NativeSocket.ConnectAsync(stack.Edge, "/api/task-chat"));
        await SendGarbageAsync();
        foreach (var socket in sockets)
        {
            await socket.DisposeAsync();
        }
    }

    private async Task PublishAsync(string user, string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/users/{user}/messages") { Content = JsonContent.Create(new { type = "direct", data = 1 }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await stack.Tokens.ForClientAsync());
        request.Headers.Add("Idempotency-Key", id);
        using var response = await stack.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    private async Task RefuseTokenAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("nobody:wrong"u8));
        using var response = await stack.Http.SendAsync(request);
        response.IsSuccessStatusCode.ShouldBeFalse();
    }

    private async Task SendGarbageAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(stack.Broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicPublishAsync("realtime.publish", "user.someone", Encoding.UTF8.GetBytes("no JSON"));
    }
}
