using Microsoft.AspNetCore.Http;

namespace Realtime.ServiceDefaults.Http;

/// <summary>Carries the id of the request being served into the calls made on its behalf.</summary>
internal sealed class RequestIdForwardingHandler(IHttpContextAccessor accessor) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Headers.Contains(RequestIds.HeaderName) && accessor.HttpContext?.GetRequestId() is { } id)
        {
            request.Headers.TryAddWithoutValidation(RequestIds.HeaderName, id);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
