using System.Globalization;

namespace Aspire.Hosting.Orchestration.Health;

/// <summary>Asks a service for its health over HTTP.</summary>
internal sealed class HttpProbe : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30) })
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    public async Task<ProbeResult> CheckAsync(Uri address, int expectedStatus, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var status = (int)response.StatusCode;
            return status == expectedStatus
                ? ProbeResult.Healthy
                : ProbeResult.Unhealthy(string.Create(CultureInfo.InvariantCulture, $"{address.AbsolutePath} answers {status}"));
        }
        catch (HttpRequestException exception)
        {
            return ProbeResult.Unhealthy(exception.HttpRequestError is HttpRequestError.ConnectionError ? "it does not listen yet" : exception.Message);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProbeResult.Unhealthy($"{address.AbsolutePath} does not answer in time");
        }
    }

    public void Dispose() => _client.Dispose();
}
