using System.Diagnostics;
using Realtime.EndToEnd.Tests.Client;
using Realtime.EndToEnd.Tests.Stack;
using Realtime.Testing;

namespace Realtime.EndToEnd.Tests.Failures;

[Collection(StackCollection.Name)]
public sealed class KilledServiceTests(StackFixture stack)
{
    private static readonly TimeSpan HealBound = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan HealDeadline = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("auth")]
    [InlineData("presence")]
    [InlineData("offline-delivery")]
    [InlineData("gateway-1")]
    [InlineData("gateway-2")]
    [InlineData("edge")]
    public async Task A_killed_service_is_back_within_15_seconds_and_the_path_works(string name)
    {
        await Promised.WithinAsync(
            HealBound,
            async () =>
            {
                await stack.Run.IsRestedAsync(name);
                var watch = Stopwatch.StartNew();
                var pid = await stack.Run.KillAsync(name);
                await Eventually.Async(
                    async () => await stack.Run.ResourceAsync(name) is { Health: "Healthy", Pid: { } now } && now != pid,
                    HealDeadline,
                    $"{name} did not come back");
                return watch.Elapsed;
            });
        await Eventually.PassesAsync(WalkThePathAsync, HealDeadline);
    }

    [Theory]
    [InlineData("messaging")]
    [InlineData("postgres")]
    public async Task A_killed_server_is_back_and_what_was_accepted_before_arrives(string name)
    {
        var user = $"survivor-{Guid.NewGuid():N}";
        await using (var sender = await stack.ConnectAsync("survivor-sender"))
        {
            await sender.AskAsync("direct", new { user_id = user, type = "kept", data = 1 });
        }

        await stack.Run.KillAsync(name);

        await Eventually.PassesAsync(
            async () =>
            {
                await using var reader = await stack.ConnectAsync(user);
                await reader.WaitForAsync(frame => (string?)frame["type"] == "kept", TimeSpan.FromSeconds(15));
            },
            HealDeadline);
        await Eventually.PassesAsync(WalkThePathAsync, HealDeadline);
    }

    private async Task WalkThePathAsync()
    {
        var user = $"walker-{Guid.NewGuid():N}";
        await using var sender = await stack.ConnectAsync("walker-sender");
        await using NativeSocket reader = await stack.ConnectAsync(user);
        await sender.AskAsync("direct", new { user_id = user, type = "step", data = 1 });
        await reader.WaitForAsync(frame => (string?)frame["type"] == "step", TimeSpan.FromSeconds(30));
    }
}
