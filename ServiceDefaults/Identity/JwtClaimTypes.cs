namespace Realtime.ServiceDefaults.Identity;

/// <summary>Names as in Duende.IdentityModel, so that the package can replace this folder.</summary>
public static class JwtClaimTypes
{
    public const string Subject = "sub";
    public const string Issuer = "iss";
    public const string Audience = "aud";
    public const string Expiration = "exp";
    public const string NotBefore = "nbf";
    public const string IssuedAt = "iat";
    public const string JwtId = "jti";
    public const string ClientId = "client_id";
    public const string Scope = "scope";
    public const string SessionId = "sid";
    public const string Role = "role";
    public const string Roles = "roles";
    public const string Actor = "act";
    public const string Name = "name";
}
