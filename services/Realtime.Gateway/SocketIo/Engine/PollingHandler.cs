using System.Buffers;
using System.Net;
using Microsoft.Extensions.Options;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.SocketIo.Relay;
using Realtime.Gateway.Transport;
using Realtime.Gateway.Transport.Handshake;
using Realtime.ServiceDefaults.Flags;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>The polling transport: a GET opens a session or fetches what waits, a POST brings packets.</summary>
internal sealed class PollingHandler(
    PollingHost host,
    EngineSessions sessions,
    SessionRelay relay,
    ForwardedAddress forwarded,
    DrainState drain,
    IFeatureFlags flags,
    IOptions<SocketIoOptions> options,
    IOptions<SocketOptions> sockets)
{
    private const string TextType = "text/plain; charset=UTF-8";

    public async Task HandleAsync(HttpContext context)
    {
        var request = EngineRequest.Read(name => context.Request.Query[name].FirstOrDefault());
        var isGet = HttpMethods.IsGet(context.Request.Method);
        context.Response.Headers.CacheControl = "no-store";
        if (request.Check(isGet, isUpgrade: false) is { } error)
        {
            await RefuseAsync(context, error);
        }
        else if (request.Sid is null)
        {
            await OpenAsync(context);
        }
        else if (sessions.Find(request.Sid) is { } session)
        {
            await ServeAsync(context, session, isGet);
        }
        else if (relay.OwnerOf(request.Sid) is { } owner)
        {
            await relay.PassOnAsync(context, owner);
        }
        else
        {
            await RefuseAsync(context, EngineError.UnknownSession);
        }
    }

    private Task ServeAsync(HttpContext context, EngineSession session, bool isGet)
    {
        if (isGet)
        {
            return FetchAsync(context, session);
        }

        return HttpMethods.IsPost(context.Request.Method) ? PushAsync(context, session) : RefuseAsync(context, EngineError.BadRequest);
    }

    private async Task OpenAsync(HttpContext context)
    {
        if (drain.IsDraining)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (flags.IsOff(FeatureFlagNames.SocketIo))
        {
            await RefuseAsync(context, EngineError.Forbidden);
            return;
        }

        var path = EngineHandshake.IsEnginePath(context.Request.Path.Value, options.Value.Conformance) == true;
        var handshake = EngineHandshake.From(path, name => context.Request.Query[name].FirstOrDefault(), context.Request.Headers.Authorization.FirstOrDefault());
        var session = host.Open(handshake, ToRequest(context), sockets.Value.MaxConnectionsPerAddress);
        if (session is null)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        await AnswerAsync(context, [OpenPacket.For(session, options.Value)]);
    }

    private static async Task FetchAsync(HttpContext context, EngineSession session)
    {
        var result = await session.PollAsync(context.RequestAborted);
        if (result.Error is { } error)
        {
            await RefuseAsync(context, error);
            return;
        }

        await AnswerAsync(context, result.Messages);
    }

    private async Task PushAsync(HttpContext context, EngineSession session)
    {
        using var body = await ReadBodyAsync(context);
        if (body is null)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        if (!PollingPayload.TryRead(body.GetBuffer().AsMemory(0, (int)body.Length), options.Value.MaxPacketsPerPayload, out var packets))
        {
            session.Close(EngineCloseReason.ParseError);
            await RefuseAsync(context, EngineError.BadRequest);
            return;
        }

        if (session.Push(packets, sessions.Now) is { } error)
        {
            await RefuseAsync(context, error);
            return;
        }

        context.Response.ContentType = "text/html";
        await context.Response.WriteAsync("ok", context.RequestAborted);
    }

    /// <summary>The whole body, whose bytes may be kept, or null when it is too large.</summary>
    private async Task<MemoryStream?> ReadBodyAsync(HttpContext context)
    {
        var max = options.Value.MaxPayloadBytes;
        if (context.Request.ContentLength > max)
        {
            return null;
        }

        var body = new MemoryStream((int)(context.Request.ContentLength ?? 0));
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            int read;
            while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
            {
                if (body.Length + read > max)
                {
                    await body.DisposeAsync();
                    return null;
                }

                body.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return body;
    }

    private static async Task AnswerAsync(HttpContext context, IReadOnlyList<EngineMessage> messages)
    {
        var body = new ArrayBufferWriter<byte>(Math.Max(messages.Sum(PollingPayload.LengthOf) + messages.Count, 1));
        for (var i = 0; i < messages.Count; i++)
        {
            if (i > 0)
            {
                body.Write([PollingPayload.Separator]);
            }

            PollingPayload.Write(body, messages[i]);
        }

        context.Response.ContentType = TextType;
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private static async Task RefuseAsync(HttpContext context, EngineError error)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = EngineError.ContentType;
        await context.Response.Body.WriteAsync(error.Body, context.RequestAborted);
    }

    private UpgradeRequest ToRequest(HttpContext context)
    {
        var request = context.Request;
        var peer = context.Connection.RemoteIpAddress ?? IPAddress.Loopback;
        var chain = request.Headers["X-Forwarded-For"];
        return new UpgradeRequest(
            request.Path.Value ?? "/",
            "",
            [KeyValuePair.Create("User-Agent", request.Headers.UserAgent.ToString())],
            forwarded.Resolve(peer, chain.Count > 0 ? chain.ToString() : null),
            HandshakeReader.AcceptOrMake(request.Headers[RequestIds.HeaderName].FirstOrDefault()));
    }
}
