using Realtime.Auth.Configuration;

namespace Realtime.Auth.Tokens;

/// <summary>The issuer as text, without the slash that Uri adds: clients compare it character by character.</summary>
internal static class IssuerName
{
    public static string Of(AuthOptions options) => options.Issuer!.AbsoluteUri.TrimEnd('/');
}
