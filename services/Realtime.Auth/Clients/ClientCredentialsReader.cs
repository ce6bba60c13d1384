using System.Net;
using System.Text;
using Realtime.Auth.Tokens;

namespace Realtime.Auth.Clients;

/// <summary>Client authentication by HTTP Basic or by form, but not by both (RFC 6749, section 2.3).</summary>
internal static class ClientCredentialsReader
{
    private const string BasicPrefix = "Basic ";
    private const int MaxLength = 1_024;

    public static OAuthResult<ClientCredentials> Read(HttpRequest request, OAuthForm form)
    {
        var header = request.Headers.Authorization;
        if (header.Count == 0)
        {
            return form.TryGet("client_id", out var id) && form.TryGet("client_secret", out var secret) && id.Length <= MaxLength && secret.Length <= MaxLength
                ? new ClientCredentials(id, secret)
                : OAuthError.InvalidClient();
        }

        if (header.Count != 1 || ReadBasic(header[0]!) is not { } credentials)
        {
            return OAuthError.InvalidClient();
        }

        if (form["client_secret"] is not null)
        {
            return OAuthError.InvalidRequest("The client must authenticate by one method only.");
        }

        return form.TryGet("client_id", out var named) && named != credentials.ClientId
            ? OAuthError.InvalidRequest("client_id does not match the authenticated client.")
            : credentials;
    }

    private static ClientCredentials? ReadBasic(string header)
    {
        if (!header.StartsWith(BasicPrefix, StringComparison.OrdinalIgnoreCase) || header.Length > 4 * MaxLength)
        {
            return null;
        }

        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[BasicPrefix.Length..].Trim(), bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || text.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        // Both parts are form-encoded before they are put together (RFC 6749, section 2.3.1).
        return new ClientCredentials(WebUtility.UrlDecode(text[..colon]), WebUtility.UrlDecode(text[(colon + 1)..]));
    }
}
