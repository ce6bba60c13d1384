using System.Text.Json;
using System.Text.RegularExpressions;
using Realtime.Gateway.Tests.SocketIo.Support;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.TaskChat;

public sealed partial class TaskChatTests : IAsyncLifetime
{
    private readonly TaskChatStack _stack = new();

    private AssistantStub Assistant => _stack.Assistant;

    public Task InitializeAsync() => _stack.InitializeAsync();

    public Task DisposeAsync() => _stack.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Session_InitSayAnswer_IsAsTheDocumentShows(bool stream)
    {
        await using var gateway = await _stack.StartAsync("--Gateway:Assistant:BaseAddress=" + Assistant.Url, "--Gateway:Assistant:Stream=" + stream);
        await using var socket = await _stack.ConnectAsync(gateway, "u1");
        await socket.SendAsync("{\"type\": \"init\", \"taskId\": 1}");
        using var opened = JsonDocument.Parse((await socket.ReadAsync())!);
        opened.RootElement.GetProperty("type").GetString().ShouldBe("conversation_initialized");
        opened.RootElement.GetProperty("conversation").EnumerateObject().Select(member => member.Name).ShouldBe(["id", "taskId", "conversationMessages"]);
        opened.RootElement.GetProperty("conversation").GetProperty("taskId").GetRawText().ShouldBe("1");

        await socket.SendAsync("{\"type\": \"message\", \"content\": \"What is the status of this task?\"}");
        var saved = Message((await socket.ReadAsync())!, "message_saved");
        saved.GetProperty("role").GetString().ShouldBe("user");
        Naive().IsMatch(saved.GetProperty("timestamp").GetString()!).ShouldBeTrue();
        var answer = Message((await socket.ReadAsync())!, "ai_response");
        answer.GetProperty("content").GetString().ShouldBe("echo: What is the status of this task?");
        answer.GetProperty("role").GetString().ShouldBe("assistant");

        await using var again = await _stack.ConnectAsync(gateway, "u1");
        await again.SendAsync("{\"TYPE\":\"init\",\"TaskId\":\"1\"}");
        using var resumed = JsonDocument.Parse((await again.ReadAsync())!);
        resumed.RootElement.GetProperty("conversation").GetProperty("conversationMessages").EnumerateArray().Select(message => message.GetProperty("id").GetInt64())
            .ShouldBe([saved.GetProperty("id").GetInt64(), answer.GetProperty("id").GetInt64()]);
    }

    [Fact]
    public async Task Message_WhileAnAnswerIsSlow_IsSavedAtOnce()
    {
        await using var gateway = await _stack.StartAsync("--Gateway:Assistant:BaseAddress=" + Assistant.Url);
        await using var socket = await _stack.InitAsync(gateway, "u2");
        await socket.SendAsync("{\"type\":\"message\",\"content\":\"slow\"}");
        Message((await socket.ReadAsync())!, "message_saved");
        await Eventually.Async(() => !Assistant.Requests.IsEmpty);
        await socket.SendAsync("{\"type\":\"message\",\"content\":\"quick\"}");
        Message((await socket.ReadAsync())!, "message_saved").GetProperty("content").GetString().ShouldBe("quick");
        Message((await socket.ReadAsync())!, "ai_response").GetProperty("content").GetString().ShouldBe("echo: quick");
        Assistant.Release();
        Message((await socket.ReadAsync())!, "ai_response").GetProperty("content").GetString().ShouldBe("echo: slow");
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("fail")]
    [InlineData("refuse")]
    public async Task Answer_NotToBeHad_IsAnErrorFrameAndTheNextOneWorks(string said)
    {
        await using var gateway = await _stack.StartAsync(
            "--Gateway:Assistant:BaseAddress=" + Assistant.Url,
            // Short where the limit is what ends the try; elsewhere a busy machine must not meet it.
            "--Gateway:Assistant:AttemptTimeout=" + (said == "hang" ? "00:00:03" : "00:00:20"),
            "--Gateway:Assistant:TotalTimeout=00:01:00",
            "--Gateway:Assistant:RetryDelay=00:00:00.01");
        await using var socket = await _stack.InitAsync(gateway, "u3");
        await socket.SendAsync($"{{\"type\":\"message\",\"content\":\"{said}\"}}");
        Message((await socket.ReadAsync())!, "message_saved");
        (await socket.ReadAsync()).ShouldBe("{\"type\":\"error\",\"error\":\"Failed to process request\"}");
        Assistant.Requests.Count.ShouldBe(said == "refuse" ? 1 : 3);
        await socket.SendAsync("{\"type\":\"message\",\"content\":\"well\"}");
        Message((await socket.ReadAsync())!, "message_saved");
        Message((await socket.ReadAsync())!, "ai_response").GetProperty("content").GetString().ShouldBe("echo: well");
    }

    [Fact]
    public async Task Answer_AfterAPassingFailure_ComesByARetry()
    {
        await using var gateway = await _stack.StartAsync("--Gateway:Assistant:BaseAddress=" + Assistant.Url, "--Gateway:Assistant:RetryDelay=00:00:00.01");
        Assistant.Fail(2);
        await using var socket = await _stack.InitAsync(gateway, "u4");
        await socket.SendAsync("{\"type\":\"message\",\"content\":\"hi\"}");
        Message((await socket.ReadAsync())!, "message_saved");
        Message((await socket.ReadAsync())!, "ai_response").GetProperty("content").GetString().ShouldBe("echo: hi");
    }

    [Fact]
    public async Task Answer_AfterManyFailures_IsNotAskedForAnyMore()
    {
        await using var gateway = await _stack.StartAsync("--Gateway:Assistant:BaseAddress=" + Assistant.Url, "--Gateway:Assistant:Retries=0", "--Gateway:Assistant:BreakerFailures=2");
        await using var socket = await _stack.InitAsync(gateway, "u5");
        for (var i = 0; i < 4; i++)
        {
            await socket.SendAsync("{\"type\":\"message\",\"content\":\"fail\"}");
            Message((await socket.ReadAsync())!, "message_saved");
            (await socket.ReadAsync())!.ShouldContain("Failed to process request");
        }

        Assistant.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Answer_WithoutAnAssistant_IsTheDegradedText()
    {
        await using var gateway = await _stack.StartAsync();
        await using var socket = await _stack.InitAsync(gateway, "u6");
        await socket.SendAsync("{\"type\":\"message\",\"content\":\"hi\"}");
        Message((await socket.ReadAsync())!, "message_saved");
        Message((await socket.ReadAsync())!, "ai_response").GetProperty("content").GetString().ShouldBe("AI service temporarily unavailable");
    }

    [Fact]
    public async Task Frames_OutOfPlace_GetOneUntypedErrorEach()
    {
        await using var gateway = await _stack.StartAsync();
        await using var socket = await _stack.ConnectAsync(gateway, "u7");
        foreach (var (frame, error) in new[]
        {
            ("not json", "Invalid JSON format"),
            ("{\"type\":\"message\",\"content\":\"early\"}", "Invalid message format"),
            ("{\"type\":\"x\"}", "Invalid message format"),
            ("[1]", "Invalid message format"),
            ("{\"type\":\"init\"}", "Invalid message format"),
            ("{\"type\":\"init\",\"taskId\":{}}", "Invalid message format"),
        })
        {
            await socket.SendAsync(frame);
            (await socket.ReadAsync()).ShouldBe($"{{\"error\":\"{error}\"}}", frame);
        }

        await socket.SendAsync("{\"type\":\"init\",\"task_id\":7}"u8.ToArray());
        (await socket.ReadAsync())!.ShouldStartWith("{\"type\":\"conversation_initialized\"");
        foreach (var frame in new[] { "{\"type\":\"init\",\"taskId\":7}", "{\"type\":\"message\",\"content\":\"\"}", "{\"type\":\"message\",\"content\":5}" })
        {
            await socket.SendAsync(frame);
            (await socket.ReadAsync()).ShouldBe("{\"error\":\"Invalid message format\"}", frame);
        }
    }

    [Fact]
    public async Task Connect_WithoutAGoodToken_IsRefusedTheSameWayForEveryCause()
    {
        await using var gateway = await _stack.StartAsync();
        using var http = new HttpClient();
        foreach (var query in new[] { "", "?access-token=x&uid=u&client=c", $"?access-token={_stack.Authority.Token("u1")}&uid=u2&client=c", $"?access-token={_stack.Authority.Token("u1")}&uid=u1", $"?access-token={_stack.Authority.Token("u1")}&client=c", "?uid=u1&client=c" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, gateway.SocketsUrl + "/api/task-chat" + query);
            request.Headers.Add("Connection", "Upgrade");
            request.Headers.Add("Upgrade", "websocket");
            request.Headers.Add("Sec-WebSocket-Version", "13");
            request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
            using var response = await http.SendAsync(request);
            ((int)response.StatusCode).ShouldBe(401);
            response.Content.Headers.ContentType!.ToString().ShouldBe("application/json; charset=utf-8");
            (await response.Content.ReadAsStringAsync()).ShouldBe("{\"error\":\"Unauthorized\"}");
        }

        foreach (var (query, header) in new[] { ($"?access-token={_stack.Authority.Token("u1")}&uid=u1&client=c", ""), ($"?access-token={_stack.Authority.Token("u1")}&client=c", "uid") })
        {
            await using var triplet = await RawSocket.ConnectAsync(TaskChatStack.Address(gateway, query), options => options.SetRequestHeader(header is "" ? "x-none" : header, "u1"));
            await triplet.SendAsync("{\"type\":\"init\",\"taskId\":1}");
            (await triplet.ReadAsync())!.ShouldContain("conversation_initialized");
        }
    }

    [Fact]
    public async Task Silence_ClosesWith1002()
    {
        await using var gateway = await _stack.StartAsync("--Gateway:TaskChat:Silence=00:00:00.5");
        await using var socket = await _stack.ConnectAsync(gateway, "u8");
        (await socket.ReadAsync()).ShouldBeNull();
        ((int?)socket.CloseStatus).ShouldBe(1002);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$")]
    private static partial Regex Naive();

    private static JsonElement Message(string frame, string type)
    {
        var root = JsonDocument.Parse(frame).RootElement;
        root.GetProperty("type").GetString().ShouldBe(type, frame);
        return root.GetProperty("message");
    }
}
