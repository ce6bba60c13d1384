using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Realtime.Edge.Tests.Support;

/// <summary>A service behind the edge on a real socket: says its name and what it was asked, echoes sockets.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _sockets;

    private Backend(string name, WebApplication app, Action<WebApplication>? map)
    {
        Name = name;
        _app = app;
        app.UseWebSockets();
        app.MapGet("/health", () => IsHealthy ? Results.Text("{\"status\":\"ok\",\"dependencies\":{}}") : Results.Text("{\"status\":\"unhealthy\",\"dependencies\":{\"postgres\":{\"status\":\"down\"}}}", "application/json", statusCode: 503));
        map?.Invoke(app);
        app.MapFallback("{**path}", AnswerAsync);
    }

    public string Name { get; }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public bool IsHealthy { get; set; } = true;

    public int Sockets => Volatile.Read(ref _sockets);

    /// <summary>Requests seen: method, raw target and headers of the last of each path.</summary>
    public ConcurrentDictionary<string, IHeaderDictionary> Seen { get; } = new();

    public static async Task<Backend> StartAsync(string name, Action<WebApplication>? map = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        var backend = new Backend(name, builder.Build(), map);
        await backend._app.StartAsync();
        backend.Address = new Uri(backend._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return backend;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Seen[context.Request.Path.Value!] = new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
        if (context.WebSockets.IsWebSocketRequest)
        {
            await EchoAsync(context);
            return;
        }

        context.Response.Headers["X-Backend"] = Name;
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers.Server = "secret/1.0";
        var length = 0L;
        var buffer = new byte[4096];
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0; length += read)
        {
        }

        await context.Response.WriteAsync($"{Name} {context.Request.Method} {context.Features.Get<IHttpRequestFeature>()!.RawTarget} {length}");
    }

    private async Task EchoAsync(HttpContext context)
    {
        Interlocked.Increment(ref _sockets);
        try
        {
            var protocol = context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault();
            using var socket = await context.WebSockets.AcceptWebSocketAsync(protocol);
            var hello = System.Text.Encoding.UTF8.GetBytes($"{Name} {context.Request.GetEncodedPathAndQuery()}");
            await socket.SendAsync(hello, WebSocketMessageType.Text, true, context.RequestAborted);
            var buffer = new byte[16 * 1024];
            while (socket.State == WebSocketState.Open)
            {
                var result = await socket.ReceiveAsync(buffer, context.RequestAborted);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", context.RequestAborted);
                    return;
                }

                await socket.SendAsync(buffer.AsMemory(0, result.Count), result.MessageType, result.EndOfMessage, context.RequestAborted);
            }
        }
        catch (WebSocketException)
        {
            // The client went away.
        }
        finally
        {
            Interlocked.Decrement(ref _sockets);
        }
    }
}
