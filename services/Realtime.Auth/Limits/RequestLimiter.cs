using Microsoft.Extensions.Options;
using Realtime.Auth.Clients;
using Realtime.Auth.Configuration;

namespace Realtime.Auth.Limits;

/// <summary>The rate limits of the endpoints that take credentials.</summary>
internal sealed class RequestLimiter(IOptions<LimitOptions> options, TimeProvider time)
{
    private readonly TokenBuckets _clients = new(options.Value.TrackedKeys, time);
    private readonly TokenBuckets _addresses = new(options.Value.TrackedKeys, time);
    private readonly TokenBuckets _failures = new(options.Value.TrackedKeys, time);

    /// <summary>Whether this address may try at all: it has not sent too much, nor failed too often.</summary>
    public bool AllowsAddress(string address, out TimeSpan retryAfter) =>
        _failures.HasToken(address, options.Value.FailuresPerMinutePerAddress, out retryAfter)
        && _addresses.TryTake(address, options.Value.RequestsPerMinutePerAddress, out retryAfter);

    public bool AllowsClient(AuthClient client, out TimeSpan retryAfter) =>
        _clients.TryTake(client.ClientId, client.RequestsPerMinute ?? options.Value.RequestsPerMinutePerClient, out retryAfter);

    public void Failed(string address) => _failures.TryTake(address, options.Value.FailuresPerMinutePerAddress, out _);
}
