using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Realtime.Seeds.Tests.Stack;

/// <summary>An OpenAI-compatible chat endpoint: repeats what was said, a second later when that was <c>slow</c>.</summary>
internal sealed class AssistantStub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AssistantStub(WebApplication app) => _app = app;

    public string Url => _app.Urls.First() + "/v1";

    public static async Task<AssistantStub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/v1/chat/completions", AnswerAsync);
        await app.StartAsync();
        return new AssistantStub(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context)
    {
        var request = (await JsonNode.ParseAsync(context.Request.Body))!;
        var said = (string)request["messages"]!.AsArray().Last()!["content"]!;
        if (said == "slow")
        {
            await Task.Delay(TimeSpan.FromSeconds(1), context.RequestAborted);
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            id = "1",
            @object = "chat.completion",
            created = 1,
            model = "m",
            choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = "echo: " + said } } },
            usage = new { prompt_tokens = 1, completion_tokens = 1, total_tokens = 2 },
        }));
    }
}
