namespace Realtime.ServiceDefaults.Security;

/// <summary>Validates access tokens issued by Auth; cheap enough for every frame and handshake.</summary>
public interface IAccessTokenValidator
{
    ValueTask<AccessTokenResult> ValidateAsync(string token, CancellationToken cancellationToken);
}
