using System.Diagnostics.CodeAnalysis;

namespace Realtime.ServiceDefaults.Security;

/// <summary>The outcome of a validation: a token, or why not.</summary>
public readonly record struct AccessTokenResult
{
    private AccessTokenResult(AccessToken? token, AccessTokenFailure failure)
    {
        Token = token;
        Failure = failure;
    }

    public AccessToken? Token { get; }

    public AccessTokenFailure Failure { get; }

    [MemberNotNullWhen(true, nameof(Token))]
    public bool Succeeded => Token is not null;

    public static AccessTokenResult Success(AccessToken token) => new(token, AccessTokenFailure.None);

    public static AccessTokenResult Failed(AccessTokenFailure failure) => new(null, failure);
}
