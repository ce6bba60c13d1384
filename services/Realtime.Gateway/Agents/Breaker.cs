using Polly;
using Polly.CircuitBreaker;

namespace Realtime.Gateway.Agents;

/// <summary>Leaves a dependency alone that failed again and again.</summary>
internal static class Breaker
{
    private static readonly TimeSpan Sampling = TimeSpan.FromMinutes(1);

    public static ResiliencePipeline Create(AgentOptions options, TimeProvider time) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            FailureRatio = 1,
            MinimumThroughput = options.BreakerFailures,
            SamplingDuration = Sampling,
            BreakDuration = options.BreakerPause,
            ShouldHandle = new PredicateBuilder().Handle<Exception>(),
        })
        .Build();
}
