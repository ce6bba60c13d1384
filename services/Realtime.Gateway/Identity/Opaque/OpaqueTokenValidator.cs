using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Realtime.Gateway.Identity.Revocations;

namespace Realtime.Gateway.Identity.Opaque;

/// <summary>
/// Asks Auth once per token and cache time, whoever asks meanwhile; keyed by SHA-256, so that no token is kept. Expiry is checked on every hit. Refusals
/// are kept too; failures to ask are not.
/// </summary>
internal sealed partial class OpaqueTokenValidator(
    IHttpClientFactory clients,
    IOptions<OpaqueTokenOptions> options,
    TimeProvider time,
    ILogger<OpaqueTokenValidator> logger) : IOpaqueTokenValidator
{
    private readonly ConcurrentDictionary<string, Entry> _cache = new(StringComparer.Ordinal);

    public async ValueTask<OpaqueTokenResult> ValidateAsync(OpaqueTokenKind kind, string? token, string? apiKey, CancellationToken cancellationToken)
    {
        var key = KeyOf(kind, token, apiKey);
        var entry = Find(key);
        if (entry is null)
        {
            entry = new Entry(time.GetTimestamp());
            var winner = _cache.GetOrAdd(key, entry);
            if (ReferenceEquals(winner, entry))
            {
                Trim();
                _ = AskAsync(entry, key, kind, token, apiKey);
            }

            entry = winner;
        }

        var result = await entry.Answer.Task.WaitAsync(cancellationToken);
        return result.Claims is { } claims && claims.ExpiresAt <= time.GetUtcNow() ? Expired(kind) : result;
    }

    private static OpaqueTokenResult Expired(OpaqueTokenKind kind) =>
        new(null, "InvalidToken", kind == OpaqueTokenKind.User ? "Company token has expired." : "Admin token has expired.");

    private Entry? Find(string key)
    {
        if (!_cache.TryGetValue(key, out var entry))
        {
            return null;
        }

        var keep = key[0] == 'u' ? options.Value.UserCacheTime : options.Value.AdminCacheTime;
        if (!entry.Answer.Task.IsCompleted || time.GetElapsedTime(entry.AskedAt) < keep)
        {
            return entry;
        }

        _cache.TryRemove(KeyValuePair.Create(key, entry));
        return null;
    }

    private async Task AskAsync(Entry entry, string key, OpaqueTokenKind kind, string? token, string? apiKey)
    {
        var result = new OpaqueTokenResult(null, "unavailable", "Tokens cannot be checked at the moment", Unavailable: true);
        try
        {
            using var client = clients.CreateClient(RevocationFeed.ClientName);
            var question = new OpaqueTokenQuestion(kind == OpaqueTokenKind.User ? "user" : "admin", token, apiKey);
            using var response = await client.PostAsJsonAsync("/internal/opaque/validate", question, IdentityJsonContext.Default.OpaqueTokenQuestion);
            response.EnsureSuccessStatusCode();
            var answer = await response.Content.ReadFromJsonAsync(IdentityJsonContext.Default.OpaqueTokenAnswer);
            result = answer!.Valid ? new OpaqueTokenResult(answer.Claims) : new OpaqueTokenResult(null, answer.Code, answer.Message);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or OperationCanceledException or TimeoutException)
        {
            Log.Failed(logger, exception.GetType().Name);
        }
        finally
        {
            if (result.Unavailable)
            {
                _cache.TryRemove(KeyValuePair.Create(key, entry));
            }

            entry.Answer.TrySetResult(result);
        }
    }

    private void Trim()
    {
        if (_cache.Count <= options.Value.CacheSize)
        {
            return;
        }

        foreach (var key in _cache.OrderBy(pair => pair.Value.AskedAt).Take(Math.Max(1, options.Value.CacheSize / 10)).Select(pair => pair.Key).ToList())
        {
            _cache.TryRemove(key, out _);
        }
    }

    private static string KeyOf(OpaqueTokenKind kind, string? token, string? apiKey) =>
        (kind == OpaqueTokenKind.User ? "u" : "a") + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes((apiKey ?? "") + "\n" + (token ?? ""))));

    private sealed class Entry(long askedAt)
    {
        public long AskedAt => askedAt;

        public TaskCompletionSource<OpaqueTokenResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static partial class Log
    {
        [LoggerMessage(521, LogLevel.Warning, "Auth could not be asked about an opaque token ({Kind}).", EventName = "OpaqueTokenNotJudged")]
        public static partial void Failed(ILogger logger, string kind);
    }
}
