using Microsoft.Extensions.Options;

namespace Realtime.ServiceDefaults.Identity;

/// <summary>One token per client name, shared by all calls until it nears its end.</summary>
internal sealed class ClientCredentialsTokenSource(string name, IHttpClientFactory clients, IOptionsMonitor<ClientCredentialsOptions> options, TimeProvider time) : IDisposable
{
    public const string HttpClientName = "Realtime.ClientCredentials";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile Issued? _issued;

    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        if (_issued is { } issued && issued.RenewAt > time.GetUtcNow())
        {
            return issued.Token;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_issued is { } renewed && renewed.RenewAt > time.GetUtcNow())
            {
                return renewed.Token;
            }

            _issued = await RequestAsync(cancellationToken);
            return _issued.Token;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Forgets a token that was refused, unless it has been replaced already.</summary>
    public void Reject(string token)
    {
        if (_issued is { } issued && issued.Token == token)
        {
            Interlocked.CompareExchange(ref _issued, null, issued);
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<Issued> RequestAsync(CancellationToken cancellationToken)
    {
        var settings = options.Get(name);
        using var client = clients.CreateClient(HttpClientName);
        var response = await client.RequestClientCredentialsTokenAsync(
            new ClientCredentialsTokenRequest { Address = settings.TokenEndpoint, ClientId = settings.ClientId, ClientSecret = settings.ClientSecret, Scope = settings.Scope },
            cancellationToken);
        if (response.IsError || response.AccessToken is not { } token)
        {
            throw new HttpRequestException($"The token endpoint refused client '{settings.ClientId}': {response.Error}.", null, response.HttpStatusCode);
        }

        var lifetime = TimeSpan.FromSeconds(response.ExpiresIn);
        var renewBefore = settings.RenewBefore < lifetime / 2 ? settings.RenewBefore : lifetime / 2;
        return new Issued(token, time.GetUtcNow() + lifetime - renewBefore);
    }

    private sealed record Issued(string Token, DateTimeOffset RenewAt);
}
