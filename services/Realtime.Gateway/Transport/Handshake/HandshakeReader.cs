using System.Net;
using Microsoft.Extensions.Options;
using Realtime.Gateway.Protocol;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Gateway.Transport.Handshake;

/// <summary>Turns the bytes of a request into an upgrade request, or into a refusal.</summary>
internal sealed class HandshakeReader(IOptions<SocketOptions> options, ForwardedAddress forwarded)
{
    private readonly SocketOptions _options = options.Value;

    /// <summary>False while the head is incomplete. Then either a request with its method, or a refusal; <paramref name="consumed"/> bytes belong to it.</summary>
    public bool TryRead(ReadOnlySpan<byte> data, IPAddress peer, out string method, out UpgradeRequest? request, out UpgradeOutcome? refusal, out int consumed)
    {
        method = "";
        request = null;
        refusal = null;
        consumed = data.Length;
        var end = data.IndexOf(RequestHead.End);
        if (end > _options.MaxRequestHeadBytes || (end < 0 && data.Length > _options.MaxRequestHeadBytes))
        {
            refusal = Refuse(peer, 431, "headers_too_large", "The request head is too large.");
            return true;
        }

        if (end < 0)
        {
            return false;
        }

        consumed = end + RequestHead.End.Length;
        if (RequestHead.TryParse(data[..end], _options.MaxRequestHeaders, out var reason) is not { } head)
        {
            refusal = Refuse(peer, 400, "bad_request", reason);
            return true;
        }

        method = head.Method;
        var draft = new UpgradeRequest(head.Path, head.QueryString, head.Headers, peer, "");
        var chain = draft.GetList("X-Forwarded-For");
        request = new UpgradeRequest(
            head.Path,
            head.QueryString,
            head.Headers,
            forwarded.Resolve(peer, chain.Count == 0 ? null : string.Join(',', chain)),
            AcceptOrMake(draft.GetHeader(RequestIds.HeaderName)));
        return true;
    }

    public static string AcceptOrMake(string? offered) => RequestIds.IsAcceptable(offered) ? offered! : RequestIds.Create();

    public static UpgradeOutcome Refuse(IPAddress peer, int status, string code, string message) =>
        new(new UpgradeRequest("/", "", [], peer, RequestIds.Create()), UpgradeDecision.Refuse(status, code, message));
}
