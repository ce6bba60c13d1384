using System.Net;

namespace Realtime.Auth.Keys;

/// <summary>Answers the shared validator's requests for keys from this process's own key ring, in place of the network.</summary>
internal sealed class LocalKeysHandler(KeyRing keys, DiscoveryDocumentSource discovery) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.RequestUri?.AbsolutePath switch
        {
            DiscoveryEndpoints.DiscoveryPath => discovery.Json,
            DiscoveryEndpoints.JwksPath => keys.Snapshot.Jwks,
            _ => null,
        };
        return Task.FromResult(body is null
            ? new HttpResponseMessage(HttpStatusCode.NotFound)
            : new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) });
    }
}
