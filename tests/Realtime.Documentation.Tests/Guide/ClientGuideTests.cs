using Realtime.Documentation.Tests.Stack;

namespace Realtime.Documentation.Tests.Guide;

/// <summary>Every example of docs/client-guide.md is taken from the page and does what the page says.</summary>
[Collection(DocumentationCollection.Name)]
public sealed class ClientGuideTests(DocumentationFixture stack)
{
    private static readonly string[] Run = ["backend", "browser", "browser-use", "shell-token", "shell-publish", "wscat", "socket-io", "csharp", "amqp", "amqp-events"];

    [Fact]
    public void Every_example_of_the_page_is_run() => Snippet.Names.ShouldBe(Run);

    [Theory]
    [InlineData("browser-use")]
    [InlineData("browser-reconnects")]
    [InlineData("socket-io")]
    [InlineData("amqp")]
    [InlineData("amqp-events")]
    [InlineData("shell")]
    public async Task Example_works(string scenario)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Tools.Path, "examples"));
        foreach (var name in Snippet.Names)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), Snippet.Read(name, stack));
        }

        await Tools.RunAsync(["guide.mjs", scenario], stack.Environment);
    }

    [Fact]
    public async Task The_dotnet_example_compiles_and_gets_messages_of_its_room_and_user()
    {
        using var program = await CompiledProgram.CompileAsync(Snippet.Read("csharp", stack));
        var token = (await Tools.RunAsync(["guide.mjs", "token", "dotnet-user"], stack.Environment)).Trim();
        using var process = program.Start(token);
        try
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            await UntilAsync(process.StandardOutput, "welcome ", deadline.Token);
            await UntilAsync(process.StandardOutput, "ack ", deadline.Token);
            await Tools.RunAsync(["guide.mjs", "message", "dotnet-user"], stack.Environment);
            await UntilAsync(process.StandardOutput, "greeting ", deadline.Token);
        }
        finally
        {
            process.Kill();
        }
    }

    private static async Task UntilAsync(StreamReader output, string start, CancellationToken cancellationToken)
    {
        var seen = new List<string>();
        while (await output.ReadLineAsync(cancellationToken) is { } line)
        {
            seen.Add(line);
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException($"No line begins with '{start}':\n{string.Join('\n', seen)}");
    }
}
