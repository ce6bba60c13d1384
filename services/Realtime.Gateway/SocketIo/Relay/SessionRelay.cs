using System.Net.WebSockets;
using Realtime.Gateway.Peers;
using Realtime.Gateway.SocketIo.Engine;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Gateway.SocketIo.Relay;

/// <summary>
/// Passes requests for another replica's sessions on to it, so that polling needs no affinity at the balancer. Only replicas that have announced themselves
/// are called, whatever a session id says.
/// </summary>
internal sealed partial class SessionRelay(IGatewayPeers peers, ILogger<SessionRelay> logger) : IDisposable
{
    // Of its own: a poll waits as long as it waits, and is never tried twice.
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The other replica whose session this is, or null when there is none.</summary>
    public GatewayPeer? OwnerOf(string sid) => SocketIds.GatewayOf(sid) is { } id && id != peers.Self ? peers.Find(id) : null;

    public async Task PassOnAsync(HttpContext context, GatewayPeer owner)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), Target(owner.HttpUrl, context.Request.Path, context.Request.QueryString.Value));
        request.Headers.TryAddWithoutValidation(RequestIds.HeaderName, context.Request.Headers[RequestIds.HeaderName].FirstOrDefault());
        if (HttpMethods.IsPost(context.Request.Method))
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.ContentLength = context.Request.ContentLength;
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
            context.Response.StatusCode = (int)response.StatusCode;
            context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
            context.Response.ContentLength = response.Content.Headers.ContentLength;
            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client gave up; the owner learns it by the same way.
        }
        catch (HttpRequestException exception)
        {
            Log.OwnerUnreachable(logger, owner.Id, exception.HttpRequestError.ToString());
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                context.Response.ContentType = EngineError.ContentType;
                await context.Response.Body.WriteAsync(EngineError.UnknownSession.Body, context.RequestAborted);
            }
        }
    }

    /// <summary>A WebSocket to the owner, with the client's own query; null when it cannot be had.</summary>
    public async Task<ClientWebSocket?> ConnectAsync(GatewayPeer owner, string path, string query, CancellationToken cancellationToken)
    {
        var target = new UriBuilder(Target(owner.HttpUrl, path, "?" + query)) { Scheme = owner.HttpUrl.Scheme == Uri.UriSchemeHttps ? "wss" : "ws" };
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ConnectTimeout);
        try
        {
            await socket.ConnectAsync(target.Uri, timeout.Token);
            return socket;
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            Log.OwnerUnreachable(logger, owner.Id, exception.GetType().Name);
            socket.Dispose();
            return null;
        }
    }

    public void Dispose() => _client.Dispose();

    private static Uri Target(Uri server, string path, string? query) => new(server.GetLeftPart(UriPartial.Authority) + path + query);

    private static partial class Log
    {
        [LoggerMessage(3110, LogLevel.Warning, "Gateway {GatewayId} could not be reached for one of its sessions: {Reason}.", EventName = "RelayOwnerUnreachable")]
        public static partial void OwnerUnreachable(ILogger logger, string gatewayId, string reason);
    }
}
