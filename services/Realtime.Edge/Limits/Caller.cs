using Realtime.ServiceDefaults.Security;

namespace Realtime.Edge.Limits;

/// <summary>Who is counted: the client and subject of a valid token, else the address. A token that is not valid counts for nothing, or anybody could be somebody new each time.</summary>
internal sealed class Caller(IAccessTokenValidator validator)
{
    private const string Prefix = "Bearer ";

    public async ValueTask<string> IdentifyAsync(HttpContext context)
    {
        if (TokenOf(context.Request) is { Length: > 0 } token)
        {
            var result = await validator.ValidateAsync(token, context.RequestAborted);
            if (result.Succeeded)
            {
                return $"c:{result.Token.ClientId}/{result.Token.Subject}";
            }
        }

        return $"a:{context.Connection.RemoteIpAddress}";
    }

    public static string? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : request.Query["token"].ToString();
    }
}
