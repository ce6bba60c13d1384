using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;

namespace Realtime.ServiceDefaults.Resilience;

internal sealed class ResilienceHandler(IOptions<HttpResilienceOptions> options, TimeProvider time) : DelegatingHandler
{
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline = HttpResiliencePipeline.Create(options.Value, time);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(HttpResiliencePipeline.Request, request);
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (context, state) => await state.Handler.SendOnceAsync(state.Request, context.CancellationToken),
                context,
                (Handler: this, Request: request));
        }
        catch (TimeoutRejectedException exception)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"{request.RequestUri?.Host} did not answer in time.", exception);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);
}
