using Realtime.Contracts.Wire;
using Realtime.ServiceDefaults.Security;

namespace Realtime.Gateway.Tests.SocketIo.Support;

/// <summary>A token is <c>user:&lt;id&gt;</c>, with <c>;expires=&lt;seconds&gt;</c> if need be; anything else is no token.</summary>
internal sealed class FakeTokens(TimeProvider time) : IAccessTokenValidator
{
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Answers wait for it.</summary>
    public Task Ready { get; set; } = Task.CompletedTask;

    public async ValueTask<AccessTokenResult> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        await Ready;
        var parts = token.Split(';');
        if (!parts[0].StartsWith("user:", StringComparison.Ordinal))
        {
            return AccessTokenResult.Failed(AccessTokenFailure.Malformed);
        }

        var seconds = parts.Length > 1 ? double.Parse(parts[1]["expires=".Length..], System.Globalization.CultureInfo.InvariantCulture) : 3600;
        if (seconds <= 0)
        {
            return AccessTokenResult.Failed(AccessTokenFailure.Expired);
        }

        return AccessTokenResult.Success(new AccessToken
        {
            Subject = parts[0]["user:".Length..],
            TokenId = Guid.NewGuid().ToString("N"),
            Issuer = "test",
            ExpiresAt = time.GetUtcNow().AddSeconds(seconds),
            Scopes = new HashSet<string> { Scopes.Connect },
            Roles = new HashSet<string>(),
        });
    }
}
