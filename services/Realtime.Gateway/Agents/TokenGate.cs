using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Realtime.Gateway.Identity.Opaque;

namespace Realtime.Gateway.Agents;

/// <summary>Judges a key and a token through Auth; when Auth does not answer again and again, it is left alone for a while.</summary>
internal sealed class TokenGate(IOpaqueTokenValidator validator, IOptions<AgentOptions> options, TimeProvider time)
{
    private static readonly OpaqueTokenResult Unavailable = new(null, Unavailable: true);

    private readonly ResiliencePipeline _breaker = Breaker.Create(options.Value, time);

    public async ValueTask<OpaqueTokenResult> JudgeAsync(bool isAdmin, string? token, string? apiKey, CancellationToken cancellationToken)
    {
        try
        {
            return await _breaker.ExecuteAsync(
                async cancellation =>
                {
                    var result = await validator.ValidateAsync(isAdmin ? OpaqueTokenKind.Admin : OpaqueTokenKind.User, token, apiKey, cancellation);
                    return result.Unavailable ? throw new NoJudgementException() : result;
                },
                cancellationToken);
        }
        catch (Exception exception) when (exception is NoJudgementException or BrokenCircuitException)
        {
            return Unavailable;
        }
    }

    /// <summary>Tells the breaker, and nobody else, that Auth gave no answer.</summary>
    private sealed class NoJudgementException : Exception;
}
