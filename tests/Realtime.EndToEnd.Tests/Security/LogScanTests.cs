using Realtime.EndToEnd.Tests.Client;
using Realtime.EndToEnd.Tests.Stack;

namespace Realtime.EndToEnd.Tests.Security;

[Collection(StackCollection.Name)]
public sealed class LogScanTests(StackFixture stack)
{
    [Fact]
    public async Task No_token_secret_or_payload_reaches_any_log()
    {
        var client = await stack.Tokens.ForClientAsync();
        var token = await stack.Tokens.ForUserAsync("watched");
        await using (var socket = await NativeSocket.ConnectAsync(stack.Edge, $"/ws/connect?token={token}", "realtime.v1"))
        {
            await socket.WaitForAsync("welcome");
            await socket.AskAsync("direct", new { user_id = "watched", type = "secret", data = new { text = "payload-that-must-not-be-logged" } });
            await socket.WaitForAsync("secret");
        }

        var secrets = new[] { client.Split('.')[2], token.Split('.')[2], "dev-secret", "payload-that-must-not-be-logged" };
        foreach (var log in Directory.EnumerateFiles(stack.Run.LogsPath, "*", SearchOption.AllDirectories))
        {
            await using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            var text = await reader.ReadToEndAsync();
            foreach (var secret in secrets)
            {
                text.ShouldNotContain(secret, customMessage: $"{System.IO.Path.GetFileName(log)} holds a secret");
            }
        }
    }
}
