using Realtime.ServiceDefaults.Security;

namespace Realtime.Testing.Tokens;

/// <summary>Takes tokens of the form <c>subject;scope scope;room=action,action</c>, so that these tests need no Auth.</summary>
public sealed class TestTokenValidator : IAccessTokenValidator
{
    /// <inheritdoc/>
    public ValueTask<AccessTokenResult> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        var parts = token.Split(';');
        if (parts.Length < 2)
        {
            return ValueTask.FromResult(AccessTokenResult.Failed(AccessTokenFailure.Malformed));
        }

        return ValueTask.FromResult(AccessTokenResult.Success(new AccessToken
        {
            Subject = parts[0],
            TokenId = "t1",
            Issuer = "test",
            ExpiresAt = DateTimeOffset.MaxValue,
            Scopes = parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal),
            Roles = new HashSet<string>(StringComparer.Ordinal),
            Capabilities = parts.Length < 3 ? null : parts[2..].ToDictionary(part => part.Split('=')[0], part => (IReadOnlyList<string>)part.Split('=')[1].Split(','), StringComparer.Ordinal),
        }));
    }
}
