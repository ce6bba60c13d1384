using System.Diagnostics.CodeAnalysis;

namespace Realtime.Auth.Tokens;

/// <summary>A value, or the OAuth error that stands in its place.</summary>
internal readonly struct OAuthResult<T>
    where T : class
{
    private OAuthResult(T? value, OAuthError? error)
    {
        Value = value;
        Error = error;
    }

    public T? Value { get; }

    public OAuthError? Error { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Value is not null;

    public static implicit operator OAuthResult<T>(T value) => new(value, null);

    public static implicit operator OAuthResult<T>(OAuthError error) => new(null, error);
}
