using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Realtime.Operations.Tests.Stack;
using Realtime.Testing;

namespace Realtime.Operations.Tests.Logs;

/// <summary>What the services of a running stack really write, against what logs.md and seeds.md say about it.</summary>
[Collection(OperationsCollection.Name)]
public sealed class LogTests(OperationsFixture stack) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Levels = ["trace", "debug", "info", "warn", "error", "critical"];
    private static readonly string Manual = File.ReadAllText(OperationsFiles.Of("logs.md"));

    private readonly LogLines _logs = new(stack.Run);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => stack.ChangeAsync([]);

    [Fact]
    public async Task Every_line_is_an_object_with_the_fields_that_are_always_there()
    {
        await Traffic.MakeAsync(stack);

        var lines = _logs.All();
        lines.Count.ShouldBeGreaterThan(50);
        // A first start reads tables that are not there yet; who reads the log shall not take that for a fault.
        lines.Where(static line => (string?)line["category"] == "Microsoft.EntityFrameworkCore.Database.Command").ShouldBeEmpty();
        foreach (var line in lines)
        {
            DateTimeOffset.ParseExact((string)line["timestamp"]!, "yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ShouldBeLessThan(DateTimeOffset.UtcNow.AddMinutes(1));
            Levels.ShouldContain((string)line["level"]!);
            ((string)line["category"]!).ShouldNotBeEmpty();
            line["message"].ShouldNotBeNull();
            line["event_id"]!.GetValueKind().ShouldBe(System.Text.Json.JsonValueKind.Number);
        }
    }

    /// <summary>With the levels of the page's example, set while the stack runs.</summary>
    [Fact]
    public async Task Connect_publish_and_close_tell_user_connection_request_message_and_trace()
    {
        var (user, request, message) = ($"logged-{Guid.NewGuid():N}", $"request-{Guid.NewGuid():N}", Guid.NewGuid().ToString());
        var (trace, span) = (ActivityTraceId.CreateRandom().ToHexString(), ActivitySpanId.CreateRandom().ToHexString());
        await stack.ChangeAsync(DocumentedFields.Settings(Manual));

        var connection = await ConnectAndCloseAsync(user, request);
        await Traffic.PublishAsync(stack, user, message, data: 1, ("X-Request-ID", request), ("traceparent", $"00-{trace}-{span}-01"));

        var opened = await LineAsync("ConnectionOpened", line => (string?)line["connection_id"] == connection);
        Fields(opened, "level", "category", "user_id", "request_id").ShouldBe(["debug", "Realtime.Gateway.Connections.ClientConnection", user, request]);
        var ended = await LineAsync("ConnectionEnded", line => (string?)line["connection_id"] == connection);
        Fields(ended, "user_id", "request_id", "close_code").ShouldBe([user, request, "1000"]);
        var stored = await LineAsync("MessageStored", line => (string?)line["message_id"] == message);
        Fields(stored, "target", "trace_id").ShouldBe([$"user.{user}", trace]);
        await Eventually.Async(
            () => stack.Spans.Of(trace).Any(one => one.Name == "realtime.store" && one.Id == (string?)stored["span_id"]),
            Patience,
            "the line's span was not exported");

        var emitted = _logs.All().SelectMany(static line => line.Select(static field => field.Key)).ToHashSet();
        // A stack that is well has nothing to say in "exception".
        DocumentedFields.Table(Manual).Where(field => field != "exception" && !emitted.Contains(field)).ShouldBeEmpty();
        var mapped = DocumentedFields.Mapped(File.ReadAllText(OperationsFiles.Of("seeds.md")));
        mapped.ShouldContain("connection_id");
        mapped.ShouldBeSubsetOf(DocumentedFields.Table(Manual));
    }

    [Fact]
    public async Task A_line_of_a_request_carries_the_callers_request_id_and_trace()
    {
        var (request, trace) = ($"request-{Guid.NewGuid():N}", ActivityTraceId.CreateRandom().ToHexString());
        using var call = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]) };
        call.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("dev:dev-secret"u8));
        call.Headers.Add("X-Request-ID", request);
        call.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
        using var answer = await stack.Http.SendAsync(call);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("X-Request-ID").ShouldBe([request]);
        var issued = await LineAsync("TokenIssued", line => (string?)line["request_id"] == request);
        Fields(issued, "level", "category", "trace_id", "client_id").ShouldBe(["info", "Realtime.Auth.Audit", trace, "dev"]);
    }

    /// <summary>At the most talkative level there is: whatever comes in, by whatever way, right or wrong.</summary>
    [Fact]
    public async Task Credentials_and_payloads_are_in_no_line()
    {
        await stack.ChangeAsync(new JsonObject { ["Logging"] = new JsonObject { ["LogLevel"] = new JsonObject { ["Default"] = "Trace", ["Microsoft.AspNetCore"] = "Trace" } } });
        var payload = $"payload-{Guid.NewGuid():N}";
        var (user, message) = ($"secretive-{Guid.NewGuid():N}", Guid.NewGuid().ToString());
        var (client, token, guess) = (await stack.Tokens.ForClientAsync(), await stack.Tokens.ForUserAsync(user), $"guess-{Guid.NewGuid():N}");

        await using (var socket = await stack.ConnectAsync(user))
        {
            await socket.SubscribeAsync("chat:secrets");
            await socket.AskAsync("publish", new { room = "chat:secrets", type = "said", data = payload });
            await socket.AskAsync("publish", new { room = "room:secrets", type = "said", data = payload });
            await socket.AskAsync("publish", new { room = "no room!", type = "said", data = payload });
            await socket.SendTextAsync($"no JSON {payload}");
            await socket.SendAsync(new { type = payload, data = payload });
            await socket.SendAsync(new { type = "auth_required", data = new { token } });
            await socket.AskAsync("ping", new { });
        }

        await Traffic.PublishAsync(stack, user, message, payload);
        await Traffic.CarryAsync(stack, token, payload);
        await Traffic.SendGarbageAsync(stack, payload);
        await Traffic.RefuseTokenAsync(stack, guess);
        var agent = await Traffic.TakeAnAgentsSessionAsync(stack);
        await ConnectWithAsync($"/ws/connect?token={guess}");
        await ConnectWithAsync($"/ws/c/a?x-api-key={guess}&token={guess}");
        using (var answer = await stack.Http.GetAsync(new Uri($"/api/v1/websocket/stats?token={guess}&access_token={guess}", UriKind.Relative)))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        // Whatever was told about all this is told: the last of it has come out at both ends.
        await using (var after = await stack.ConnectAsync(user))
        {
            await after.WaitForAsync(frame => (string?)frame["message_id"] == message);
        }

        await LineAsync("MessageStored", line => (string?)line["message_id"] == message);
        await LineAsync("ClientAuthenticationRefused", static _ => true);
        foreach (var (service, text) in _logs.Texts())
        {
            text.ShouldContain("\"level\":\"trace\"", Case.Sensitive, service);
            foreach (var (what, secret) in new[] { ("payload", payload), ("client token", client), ("user token", token), ("agent token", agent), ("guess", guess), ("client secret", "dev-secret"), ("internal key", "dev-internal-key"), ("API key", "dev-user-key"), ("token key", "000102030405060708090a0b0c0d0e0f") })
            {
                text.Split('\n').Where(line => line.Contains(secret, StringComparison.Ordinal)).Take(3).ShouldBeEmpty($"{what} in the log of {service}");
            }
        }
    }

    private static string[] Fields(JsonObject line, params string[] names) => [.. names.Select(name => line[name]?.ToString() ?? $"no {name}")];

    private Task<JsonObject> LineAsync(string eventName, Func<JsonObject, bool> fits) =>
        Eventually.ObjectAsync(() => Task.FromResult(_logs.Named(eventName).FirstOrDefault(fits)), Patience, $"no such {eventName} was logged");

    private async Task<string> ConnectAndCloseAsync(string user, string requestId)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("realtime.v1");
        socket.Options.SetRequestHeader("X-Request-ID", requestId);
        var token = await stack.Tokens.ForUserAsync(user);
        await socket.ConnectAsync(new Uri(new UriBuilder(stack.Edge) { Scheme = "ws" }.Uri, $"/ws/connect?token={token}"), CancellationToken.None);
        var buffer = new byte[16_384];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
        var welcome = JsonNode.Parse(buffer.AsSpan(0, received.Count))!;
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        return (string)welcome["data"]!["connection_id"]!;
    }

    private async Task ConnectWithAsync(string pathAndQuery)
    {
        using var socket = new ClientWebSocket();
        try
        {
            await socket.ConnectAsync(new Uri(new UriBuilder(stack.Edge) { Scheme = "ws" }.Uri, pathAndQuery), CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // Most are refused; it is about what is logged of them.
        }
    }
}
