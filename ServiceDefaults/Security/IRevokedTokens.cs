namespace Realtime.ServiceDefaults.Security;

/// <summary>Plugged in by a service that knows of revocations; asked on every validation, cached or not. Register any number.</summary>
public interface IRevokedTokens
{
    bool IsRevoked(AccessToken token);
}
