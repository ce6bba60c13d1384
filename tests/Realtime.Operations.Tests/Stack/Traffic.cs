using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using MassTransit;
using RabbitMQ.Client;
using Realtime.Contracts.DomainEvents;
using Realtime.EndToEnd.Tests.Client;

namespace Realtime.Operations.Tests.Stack;

/// <summary>A little of everything that clients, integrators and intruders do, so that every metric has something to tell.</summary>
internal static class Traffic
{
    public static async Task MakeAsync(OperationsFixture stack)
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
        await PublishAsync(stack, ann, id);
        await PublishAsync(stack, ann, id);
        var received = await sockets[0].WaitForAsync(frame => (string?)frame["message_id"] == id);
        await sockets[0].SendAsync(new { type = "message_ack", data = new { message_ids = new[] { (string?)received["message_id"] } } });
        await RefuseTokenAsync(stack);
        await Should.ThrowAsync<Exception>(() => NativeSocket.ConnectAsync(stack.Edge, "/api/task-chat"));
        await RefuseOriginAsync(stack);
        await SendGarbageAsync(stack);
        await TakeAnAgentsSessionAsync(stack);
        await MoveAVendorAsync(stack);
        await CarryAsync(stack, await stack.Tokens.ForUserAsync(ann), "a file");
        foreach (var socket in sockets)
        {
            await socket.DisposeAsync();
        }
    }

    public static async Task PublishAsync(OperationsFixture stack, string user, string id, object? data = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/users/{user}/messages") { Content = JsonContent.Create(new { type = "direct", data = data ?? 1 }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await stack.Tokens.ForClientAsync());
        request.Headers.Add("Idempotency-Key", id);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await stack.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    /// <summary>Asks for a token with a secret that is wrong.</summary>
    public static async Task RefuseTokenAsync(OperationsFixture stack, string secret = "wrong")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"nobody:{secret}")));
        using var response = await stack.Http.SendAsync(request);
        response.IsSuccessStatusCode.ShouldBeFalse();
    }

    /// <summary>Plain AMQP that nobody understands: a dead letter.</summary>
    public static async Task SendGarbageAsync(OperationsFixture stack, string body = "no JSON")
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(stack.Broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicPublishAsync("realtime.publish", "user.someone", Encoding.UTF8.GetBytes(body));
    }

    /// <summary>Opens the exclusive socket of an agent and returns the token that it used.</summary>
    public static async Task<string> TakeAnAgentsSessionAsync(OperationsFixture stack)
    {
        var company = $"c{Guid.NewGuid():N}";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/generate-token")
        {
            Headers = { { "X-API-Key", "dev-user-key" } },
            Content = JsonContent.Create(new { company_id = company, agent_id = "a1", user_id = company, expires_in_seconds = 600 }),
        };
        using var response = await stack.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var token = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        await using var socket = await NativeSocket.ConnectAsync(stack.Edge, $"/ws/{company}/a1?x-api-key=dev-user-key&token={Uri.EscapeDataString(token)}", "json.v1");
        await socket.WaitForAsync("ready");
        return token;
    }

    /// <summary>Uploads a file and gets it back.</summary>
    public static async Task CarryAsync(OperationsFixture stack, string token, string content)
    {
        using var upload = new HttpRequestMessage(HttpMethod.Post, "/api/v1/files?filename=a.txt") { Content = new StringContent(content, Encoding.UTF8, "text/plain") };
        upload.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var uploaded = await stack.Http.SendAsync(upload);
        uploaded.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var download = new HttpRequestMessage(HttpMethod.Get, uploaded.Headers.Location);
        download.Headers.Authorization = upload.Headers.Authorization;
        using var downloaded = await stack.Http.SendAsync(download);
        (await downloaded.Content.ReadAsStringAsync()).ShouldBe(content);
    }

    private static async Task RefuseOriginAsync(OperationsFixture stack)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "https://elsewhere.example");
        await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(new Uri(new UriBuilder(stack.Edge) { Scheme = "ws" }.Uri, "/ws/connect"), CancellationToken.None));
    }

    private static async Task MoveAVendorAsync(OperationsFixture stack)
    {
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host(stack.Broker));
        await bus.StartAsync();
        try
        {
            await bus.Publish(new VendorLocationChanged($"vendor-{Guid.NewGuid():N}", 52.5, 13.4, TimeProvider.System.GetUtcNow()));
        }
        finally
        {
            await bus.StopAsync();
        }
    }
}
