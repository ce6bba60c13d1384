using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using Microsoft.Extensions.Options;
using OpenAI;
using OpenAI.Chat;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using Realtime.Contracts.TaskChat;

namespace Realtime.Gateway.TaskChat;

/// <summary>An OpenAI-compatible chat endpoint: all tries within one time, each within its own, and left alone after it failed again and again.</summary>
internal sealed partial class OpenAIAssistant : IAssistant, IDisposable
{
    private readonly AssistantOptions _options;
    private readonly ILogger<OpenAIAssistant> _logger;
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ChatClient _client;
    private readonly ResiliencePipeline _pipeline;

    public OpenAIAssistant(IOptions<AssistantOptions> options, TimeProvider time, ILogger<OpenAIAssistant> logger)
    {
        _options = options.Value;
        _logger = logger;
        _client = new ChatClient(
            _options.Model,
            new ApiKeyCredential(_options.ApiKey.Length > 0 ? _options.ApiKey : "none"),
            new OpenAIClientOptions
            {
                Endpoint = new Uri(_options.BaseAddress),
                Transport = new HttpClientPipelineTransport(_http),
                RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
                NetworkTimeout = Timeout.InfiniteTimeSpan,
            });
        _pipeline = Pipeline(_options, time);
    }

    public async Task<string?> AnswerAsync(IReadOnlyList<ConversationMessage> conversation, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await AskAsync(conversation, token), cancellationToken);
        }
        catch (Exception exception) when (IsFailure(exception) || exception is BrokenCircuitException)
        {
            Log.NoAnswer(_logger, exception.GetType().Name);
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private static ResiliencePipeline Pipeline(AssistantOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(options.TotalTimeout);
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder().Handle<Exception>(IsTransient),
            });
        }

        return builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 1,
                MinimumThroughput = options.BreakerFailures,
                SamplingDuration = TimeSpan.FromMinutes(1),
                BreakDuration = options.BreakerPause,
                ShouldHandle = new PredicateBuilder().Handle<Exception>(IsTransient),
            })
            .AddTimeout(options.AttemptTimeout)
            .Build();
    }

    // What a later try may mend; a refused request stays refused.
    private static bool IsTransient(Exception exception) => exception switch
    {
        ClientResultException refused => refused.Status is 0 or 408 or 429 or >= 500,
        _ => exception is HttpRequestException or IOException or TimeoutRejectedException,
    };

    private static bool IsFailure(Exception exception) =>
        exception is ClientResultException or HttpRequestException or IOException or TimeoutRejectedException or System.Text.Json.JsonException or InvalidOperationException or ArgumentException;

    private async Task<string?> AskAsync(IReadOnlyList<ConversationMessage> conversation, CancellationToken cancellationToken)
    {
        var messages = new List<ChatMessage> { new SystemChatMessage(_options.Instructions) };
        foreach (var message in conversation.TakeLast(_options.History))
        {
            messages.Add(message.Role == "assistant" ? new AssistantChatMessage(message.Content) : new UserChatMessage(message.Content));
        }

        var options = new ChatCompletionOptions { MaxOutputTokenCount = _options.MaxTokens, Temperature = _options.Temperature };
        var text = _options.Stream ? await StreamAsync(messages, options, cancellationToken) : await WholeAsync(messages, options, cancellationToken);
        return text.Length > 0 ? text : null;
    }

    private async Task<string> WholeAsync(List<ChatMessage> messages, ChatCompletionOptions options, CancellationToken cancellationToken)
    {
        var completion = await _client.CompleteChatAsync(messages, options, cancellationToken);
        return string.Concat(completion.Value.Content.Select(part => part.Text));
    }

    private async Task<string> StreamAsync(List<ChatMessage> messages, ChatCompletionOptions options, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        await foreach (var update in _client.CompleteChatStreamingAsync(messages, options, cancellationToken))
        {
            foreach (var part in update.ContentUpdate)
            {
                text.Append(part.Text);
            }
        }

        return text.ToString();
    }

    private static partial class Log
    {
        [LoggerMessage(3300, LogLevel.Warning, "The assistant gave no answer: {Reason}.", EventName = "AssistantFailed")]
        public static partial void NoAnswer(ILogger logger, string reason);
    }
}
