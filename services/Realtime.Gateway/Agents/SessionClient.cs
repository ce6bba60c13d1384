using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Realtime.Contracts.Json;
using Realtime.Contracts.Sessions;

namespace Realtime.Gateway.Agents;

/// <summary>Exclusive sessions at Presence. Null means that Presence cannot say; after some failures in a row it is left alone for a while.</summary>
internal sealed partial class SessionClient(IHttpClientFactory clients, IOptions<AgentOptions> options, TimeProvider time, ILogger<SessionClient> logger)
{
    public const string ClientName = "presence-sessions";

    private readonly ResiliencePipeline _breaker = Breaker.Create(options.Value, time);

    public async Task<SessionGrant?> AcquireAsync(AcquireSession request, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Value.AcquireTimeout);
        return await CallAsync("acquire", request, RealtimeJsonContext.Default.AcquireSession, RealtimeJsonContext.Default.SessionGrant, timeout.Token);
    }

    /// <summary>The grants in the order of the requests.</summary>
    public Task<IReadOnlyList<SessionGrant>?> RenewAsync(IReadOnlyList<RenewSession> requests, CancellationToken cancellationToken) =>
        CallAsync("renew", requests, RealtimeJsonContext.Default.IReadOnlyListRenewSession, RealtimeJsonContext.Default.IReadOnlyListSessionGrant, cancellationToken);

    public async Task ReleaseAsync(ReleaseSession request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await clients.CreateClient(ClientName).PostAsJsonAsync("/internal/sessions/release", request, RealtimeJsonContext.Default.ReleaseSession, cancellationToken);
            response.EnsureSuccessStatusCode();
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // It expires by itself.
            Log.Unavailable(logger, "release", exception.GetType().Name);
        }
    }

    private async Task<TAnswer?> CallAsync<TRequest, TAnswer>(string what, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
        where TAnswer : class
    {
        try
        {
            return await _breaker.ExecuteAsync(
                async token =>
                {
                    using var response = await clients.CreateClient(ClientName).PostAsJsonAsync("/internal/sessions/" + what, request, requestType, token);
                    response.EnsureSuccessStatusCode();
                    return await response.Content.ReadFromJsonAsync(answerType, token);
                },
                cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException or BrokenCircuitException)
        {
            Log.Unavailable(logger, what, exception.GetType().Name);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3200, LogLevel.Warning, "Presence could not {What} an exclusive session: {Reason}.", EventName = "SessionsUnavailable")]
        public static partial void Unavailable(ILogger logger, string what, string reason);
    }
}
