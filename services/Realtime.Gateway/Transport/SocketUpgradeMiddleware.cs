using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.Transport.Handshake;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Gateway.Transport;

/// <summary>The general upgrade path on the HTTP endpoint: the same adapters and connections, over Kestrel's stream.</summary>
internal sealed class SocketUpgradeMiddleware(RequestDelegate next, UpgradeService upgrades, ConnectionHub hub, ForwardedAddress forwarded)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var upgrade = context.Features.Get<IHttpUpgradeFeature>();
        if (upgrade is not { IsUpgradableRequest: true } || !context.Request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        var outcome = await upgrades.DecideAsync(context.Request.Method, ToRequest(context), context.RequestAborted);
        if (!outcome.Decision.Accepted)
        {
            await RefuseAsync(context, outcome);
            return;
        }

        var headers = context.Response.Headers;
        headers[RequestIds.HeaderName] = outcome.Request.RequestId;
        headers.Upgrade = "websocket";
        headers.Connection = "Upgrade";
        headers.SecWebSocketAccept = WebSocketHandshake.Accept(outcome.Request.GetHeader("Sec-WebSocket-Key")!);
        if (outcome.Decision.Subprotocol is { } subprotocol)
        {
            headers.SecWebSocketProtocol = subprotocol;
        }

        if (outcome.Extensions is { } extensions)
        {
            headers.SecWebSocketExtensions = extensions;
        }

        Stream stream;
        try
        {
            stream = await upgrade.UpgradeAsync();
        }
        catch
        {
            upgrades.Abandon(outcome);
            throw;
        }

        await using (stream)
        {
            using var transport = new StreamTransport(stream, hub);
            await transport.RunAsync(upgrades.CreateConnection(outcome, transport), ReadOnlyMemory<byte>.Empty);
        }
    }

    private static async Task RefuseAsync(HttpContext context, UpgradeOutcome outcome)
    {
        var response = context.Response;
        response.StatusCode = outcome.Decision.Status;
        response.ContentType = outcome.Decision.ContentType;
        response.ContentLength = outcome.Decision.Body.Length;
        response.Headers[RequestIds.HeaderName] = outcome.Request.RequestId;
        foreach (var (name, value) in outcome.Decision.Headers)
        {
            response.Headers[name] = value;
        }

        await response.Body.WriteAsync(outcome.Decision.Body, context.RequestAborted);
    }

    private UpgradeRequest ToRequest(HttpContext context)
    {
        var request = context.Request;
        var headers = new List<KeyValuePair<string, string>>(request.Headers.Count);
        foreach (var (name, values) in request.Headers)
        {
            foreach (var value in values)
            {
                headers.Add(KeyValuePair.Create(name, value ?? ""));
            }
        }

        var peer = context.Connection.RemoteIpAddress ?? IPAddress.Loopback;
        return new UpgradeRequest(
            request.Path.Value ?? "/",
            request.QueryString.HasValue ? request.QueryString.Value![1..] : "",
            headers,
            forwarded.Resolve(peer, request.Headers["X-Forwarded-For"] is { Count: > 0 } chain ? chain.ToString() : null),
            HandshakeReader.AcceptOrMake(request.Headers[RequestIds.HeaderName].FirstOrDefault()));
    }
}
