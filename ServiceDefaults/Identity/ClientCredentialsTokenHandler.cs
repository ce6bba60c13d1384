using System.Net;
using System.Net.Http.Headers;

namespace Realtime.ServiceDefaults.Identity;

/// <summary>Puts the service's own token on each call, and asks for a new one when it was refused.</summary>
internal sealed class ClientCredentialsTokenHandler(ClientCredentialsTokenSource tokens) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue(OidcConstants.AuthenticationSchemes.AuthorizationHeaderBearer, token);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            tokens.Reject(token);
        }

        return response;
    }
}
