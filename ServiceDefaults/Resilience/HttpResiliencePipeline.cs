using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Realtime.ServiceDefaults.Resilience;

/// <summary>The standard pipeline: total timeout, retry, circuit breaker, attempt timeout, with the usual numbers.</summary>
internal static class HttpResiliencePipeline
{
    public static readonly ResiliencePropertyKey<HttpRequestMessage> Request = new("request");

    public static ResiliencePipeline<HttpResponseMessage> Create(HttpResilienceOptions options, TimeProvider time) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddTimeout(options.TotalTimeout)
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = options.MaxRetryAttempts,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(IsTransient(arguments.Outcome) && IsRepeatable(arguments.Context)),
                DelayGenerator = arguments => ValueTask.FromResult(RetryAfter(arguments.Outcome, time)),
                OnRetry = static arguments =>
                {
                    arguments.Outcome.Result?.Dispose();
                    return ValueTask.CompletedTask;
                },
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                FailureRatio = 0.1,
                MinimumThroughput = 100,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(5),
                ShouldHandle = static arguments => ValueTask.FromResult(IsTransient(arguments.Outcome)),
            })
            .AddTimeout(options.AttemptTimeout)
            .Build();

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result.StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError } => true,
        _ => false,
    };

    /// <summary>A request with an effect is repeated only when its caller made it repeatable.</summary>
    private static bool IsRepeatable(ResilienceContext context) =>
        context.Properties.TryGetValue(Request, out var request)
        && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options
            || request.Method == HttpMethod.Put || request.Method == HttpMethod.Delete || request.Headers.Contains("Idempotency-Key"))
        && request.Content is null or ByteArrayContent or System.Net.Http.Json.JsonContent;

    private static TimeSpan? RetryAfter(Outcome<HttpResponseMessage> outcome, TimeProvider time) => outcome.Result?.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };
}
