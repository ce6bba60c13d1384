using Microsoft.Extensions.Options;

namespace Realtime.ServiceDefaults.Internal;

internal sealed class InternalKeyHandler(IOptions<InternalCallOptions> options) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove(InternalKeyFilter.HeaderName);
        request.Headers.TryAddWithoutValidation(InternalKeyFilter.HeaderName, options.Value.Key);
        return base.SendAsync(request, cancellationToken);
    }
}
