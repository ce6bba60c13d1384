namespace Realtime.Auth.Tokens;

internal sealed record OAuthErrorResponse(string Error, string ErrorDescription);
