using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Realtime.Testing;

/// <summary>An OpenAI-compatible chat endpoint on a real port, that can be slow, fail, refuse and hang. The last user message says what it does; else it is repeated.</summary>
public sealed class AssistantStub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _stopping = new();
    private readonly TaskCompletionSource _released = new();
    private int _failures;

    private AssistantStub(WebApplication app) => _app = app;

    /// <summary>The base address for clients.</summary>
    public string Url => _app.Urls.First() + "/v1";

    /// <summary>A POST to this address releases slow answers too.</summary>
    public string ReleaseUrl => _app.Urls.First() + "/release";

    /// <summary>What was asked so far.</summary>
    public ConcurrentQueue<JsonNode> Requests { get; } = new();

    /// <summary>Starts one on a free port.</summary>
    public static async Task<AssistantStub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var stub = new AssistantStub(app);
        app.MapPost("/v1/chat/completions", stub.AnswerAsync);
        app.MapPost("/release", stub.Release);
        await app.StartAsync();
        return stub;
    }

    /// <summary>So many requests get 500 before the next is answered.</summary>
    public void Fail(int requests) => _failures = requests;

    /// <summary>Lets the answers to <c>slow</c> go.</summary>
    public void Release() => _released.TrySetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _stopping.TrySetResult();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = (await JsonNode.ParseAsync(context.Request.Body))!;
        Requests.Enqueue(request);
        var said = (string)request["messages"]!.AsArray().Last()!["content"]!;
        if (Interlocked.Decrement(ref _failures) >= 0 || said == "fail")
        {
            context.Response.StatusCode = 500;
            return;
        }

        if (said == "refuse")
        {
            context.Response.StatusCode = 400;
            return;
        }

        if (said is "hang" or "slow")
        {
            await Task.WhenAny(said == "slow" ? _released.Task : _stopping.Task, _stopping.Task);
        }

        if ((bool?)request["stream"] == true)
        {
            await StreamAsync(context.Response, "echo: ", said);
            return;
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

    private static async Task StreamAsync(HttpResponse response, params string[] pieces)
    {
        response.ContentType = "text/event-stream";
        foreach (var piece in pieces)
        {
            var chunk = JsonSerializer.Serialize(new { id = "1", @object = "chat.completion.chunk", created = 1, model = "m", choices = new[] { new { index = 0, delta = new { content = piece } } } });
            await response.WriteAsync($"data: {chunk}\n\n");
            await response.Body.FlushAsync();
        }

        await response.WriteAsync("data: [DONE]\n\n");
    }
}
