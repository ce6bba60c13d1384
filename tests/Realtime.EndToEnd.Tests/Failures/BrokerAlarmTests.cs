using Realtime.EndToEnd.Tests.Client;
using Realtime.EndToEnd.Tests.Stack;
using Realtime.Testing;

namespace Realtime.EndToEnd.Tests.Failures;

/// <summary>The broker's disk is full: it keeps what it has and takes nothing more, from any connection that has published.</summary>
[Collection(StackCollection.Name)]
public sealed class BrokerAlarmTests(StackFixture stack)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task A_full_disk_refuses_messages_clearly_ends_nothing_and_is_over_when_there_is_room()
    {
        var user = $"alarm-{Guid.NewGuid():N}";
        var pids = await PidsAsync();
        var accepted = new List<string>();
        await using var reader = await stack.ConnectAsync(user);
        await using var sender = await stack.ConnectAsync("alarm-sender");
        using var http = new HttpPublisher(stack);
        await PublishAsync(sender, user, accepted);

        var alarm = await BrokerAlarm.OfAsync(stack.Run);
        await alarm.RaiseAsync();
        var refused = new List<string>();
        try
        {
            // The first to publish finds out; an answer comes all the same, and says that nothing was accepted.
            while (refused.Count < 3)
            {
                var id = Guid.NewGuid().ToString();
                await sender.SendAsync(new { type = "direct", message_id = id, ack = true, data = new { user_id = user, type = "alarming", data = id } });
                var answer = await sender.WaitForAsync(frame => (string?)frame["reply_to"] == id, Patience);
                if ((string?)answer["type"] == "error")
                {
                    ((string?)answer["data"]!["code"]).ShouldBe("unavailable");
                    refused.Add(id);
                }
                else
                {
                    accepted.Add(id);
                }
            }

            (await http.TryPublishAsync(user, Guid.NewGuid().ToString(), 1)).ShouldBeFalse();
            reader.CloseCode.ShouldBeNull();
            sender.CloseCode.ShouldBeNull();
        }
        finally
        {
            await alarm.ClearAsync();
        }

        // What was refused is the sender's to repeat, with its id; then all there is has come, once.
        foreach (var id in refused)
        {
            await RepeatAsync(sender, user, id);
            accepted.Add(id);
        }

        await PublishAsync(sender, user, accepted);
        foreach (var id in accepted)
        {
            await reader.WaitForAsync(frame => (string?)frame["message_id"] == id, Patience);
            await reader.SendAsync(new { type = "message_ack", data = new { message_ids = new[] { id } } });
        }

        reader.Frames.Where(static frame => (string?)frame["type"] == "alarming").Select(static frame => (string)frame["message_id"]!).Distinct().ShouldBe(accepted, ignoreOrder: true);
        await Eventually.Async(async () => await http.TryPublishAsync(user, "after-" + user, 2), Patience, "HTTP did not come back");
        (reader.HasEnded, sender.HasEnded).ShouldBe((false, false));
        // No service gave up.
        (await PidsAsync()).ShouldBe(pids);
        await using var newcomer = await stack.ConnectAsync(user);
        await Eventually.Async(async () => (await stack.Http.GetAsync(new Uri("/ready", UriKind.Relative))).IsSuccessStatusCode, Patience, "the stack is not ready");
    }

    private static async Task PublishAsync(NativeSocket sender, string user, List<string> accepted)
    {
        for (var i = 0; i < 5; i++)
        {
            var id = Guid.NewGuid().ToString();
            await RepeatAsync(sender, user, id);
            accepted.Add(id);
        }
    }

    /// <summary>Publishes a message until it is accepted.</summary>
    private static Task RepeatAsync(NativeSocket sender, string user, string id) => Eventually.Async(
        async () =>
        {
            await sender.SendAsync(new { type = "direct", message_id = id, ack = true, data = new { user_id = user, type = "alarming", data = id } });
            if ((string?)(await sender.WaitForAsync(frame => (string?)frame["reply_to"] == id, Patience))["type"] == "ack")
            {
                return true;
            }

            // Refusals in a row would end the socket.
            await Task.Delay(RetryPause);
            return false;
        },
        Patience,
        "the message is not accepted");

    private async Task<IReadOnlyDictionary<string, int?>> PidsAsync() =>
        (await stack.Run.ResourcesAsync()).Where(static resource => resource.Type == "Project").ToDictionary(static resource => resource.Name, static resource => resource.Pid);
}
