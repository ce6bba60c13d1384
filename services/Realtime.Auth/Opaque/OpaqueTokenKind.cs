namespace Realtime.Auth.Opaque;

/// <summary>Names of the named options <c>Auth:UserTokens</c> and <c>Auth:AdminTokens</c>.</summary>
internal static class OpaqueTokenKind
{
    public const string User = "UserTokens";
    public const string Admin = "AdminTokens";
}
