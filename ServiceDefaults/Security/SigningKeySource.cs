using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Realtime.ServiceDefaults.Security;

/// <summary>Auth's keys: fetched once, again when an unknown one appears (rate limited) or they grow old, and kept while Auth does not answer.</summary>
internal sealed partial class SigningKeySource(IHttpClientFactory clients, IOptions<RealtimeAuthenticationOptions> options, TimeProvider time, ILogger<SigningKeySource> logger)
{
    public const string ClientName = "Realtime.SigningKeys";

    private const int FirstKeysAttempts = 3;
    private static readonly TimeSpan FirstKeysPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestFirstKeysPause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private volatile SigningKeySet? _current;
    private Task<bool>? _fetch;
    private long _lastAttempt;
    private bool _attempted;
    private bool _lastSucceeded;
    private int _failures;

    public SigningKeySet? Current => _current;

    /// <summary>Whether the last fetch failed, so that an unknown key says nothing about the token.</summary>
    public bool IsUnreachable
    {
        get
        {
            lock (_gate)
            {
                return _attempted && !_lastSucceeded;
            }
        }
    }

    /// <summary>The keys at hand, or the first ones. Old keys are refreshed behind the answer; the fetch reports its own failure.</summary>
    public ValueTask<SigningKeySet?> GetAsync(CancellationToken cancellationToken)
    {
        var current = _current;
        if (current is null)
        {
            return FetchedAsync(cancellationToken);
        }

        RefreshIfOld(current);
        return ValueTask.FromResult<SigningKeySet?>(current);
    }

    public void RefreshIfOld(SigningKeySet current)
    {
        if (time.GetElapsedTime(current.LoadedAt) > options.Value.KeyRefreshInterval)
        {
            TryStartFetch();
        }
    }

    /// <summary>The keys after a fetch, if one is due.</summary>
    public async ValueTask<SigningKeySet?> FetchedAsync(CancellationToken cancellationToken)
    {
        // Without any key nobody can be let in: a first failure, while everything starts, is worth another look before the answer is no.
        for (var attempt = 1; ; attempt++)
        {
            if (TryStartFetch() is { } fetch)
            {
                await fetch.WaitAsync(cancellationToken);
            }

            if (_current is not null || attempt == FirstKeysAttempts || Volatile.Read(ref _failures) >= FirstKeysAttempts)
            {
                return _current;
            }

            await Task.Delay(FirstKeysPause, time, cancellationToken);
        }
    }

    private Task<bool>? TryStartFetch()
    {
        lock (_gate)
        {
            if (_fetch is { IsCompleted: false } running)
            {
                return running;
            }

            var pause = _current is null ? PauseWithoutKeys(_failures) : options.Value.UnknownKeyRefreshInterval;
            if (_attempted && time.GetElapsedTime(_lastAttempt) < pause)
            {
                return null;
            }

            _attempted = true;
            _lastAttempt = time.GetTimestamp();
            return _fetch = Task.Run(FetchAsync);
        }
    }

    /// <summary>Short for the first looks, while everything starts, then ever longer.</summary>
    private static TimeSpan PauseWithoutKeys(int failures)
    {
        var pause = FirstKeysPause * (1 << Math.Clamp(failures - FirstKeysAttempts, 0, 10));
        return pause < LongestFirstKeysPause ? pause : LongestFirstKeysPause;
    }

    private async Task<bool> FetchAsync()
    {
        var succeeded = false;
        try
        {
            using var timeout = new CancellationTokenSource(options.Value.KeyFetchTimeout, time);
            _current = await LoadAsync(timeout.Token);
            succeeded = true;
            Log.Loaded(logger, _current.Keys.Count, _current.Issuer);
            if (_failures > 0)
            {
                Log.Reachable(logger, options.Value.Authority, _failures);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or OperationCanceledException or KeyNotFoundException or InvalidOperationException or UriFormatException or TimeoutException)
        {
            // Told when it begins: an authority that stays away would fill the log.
            Log.FetchFailed(logger, _failures == 0 ? LogLevel.Warning : LogLevel.Debug, options.Value.Authority, exception.Message);
        }

        lock (_gate)
        {
            _lastSucceeded = succeeded;
            _failures = succeeded ? 0 : _failures + 1;
        }

        return succeeded;
    }

    private async Task<SigningKeySet> LoadAsync(CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        var authority = options.Value.Authority;
        using var discovery = await ReadAsync(client, new Uri(authority, "/.well-known/openid-configuration"), cancellationToken);
        var issuer = discovery.RootElement.GetProperty("issuer").GetString() ?? throw new JsonException("The discovery document names no issuer.");
        var jwksUri = discovery.RootElement.GetProperty("jwks_uri").GetString() ?? throw new JsonException("The discovery document names no jwks_uri.");
        using var jwks = await ReadAsync(client, InternalAddress(authority, issuer, new Uri(authority, jwksUri)), cancellationToken);
        return new SigningKeySet(options.Value.Issuer ?? issuer, JwksReader.Read(jwks.RootElement), time.GetTimestamp());
    }

    /// <summary>The document names public addresses, which a service inside may not reach: what lies at the issuer is fetched from the authority.</summary>
    private static Uri InternalAddress(Uri authority, string issuer, Uri address) =>
        Uri.TryCreate(issuer, UriKind.Absolute, out var publicAddress) && publicAddress.Authority == address.Authority ? new Uri(authority, address.PathAndQuery) : address;

    private static async Task<JsonDocument> ReadAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(address, cancellationToken);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(9020, LogLevel.Debug, "Loaded {Count} signing keys of {Issuer}.", EventName = "SigningKeysLoaded")]
        public static partial void Loaded(ILogger logger, int count, string issuer);

        [LoggerMessage(EventId = 9021, Message = "Cannot load the signing keys from {Authority}: {Reason}. Known keys stay in use.", EventName = "SigningKeysUnavailable")]
        public static partial void FetchFailed(ILogger logger, LogLevel level, Uri authority, string reason);

        [LoggerMessage(9022, LogLevel.Information, "The signing keys of {Authority} can be loaded again, after {Failures} failures.", EventName = "SigningKeysReachable")]
        public static partial void Reachable(ILogger logger, Uri authority, int failures);
    }
}
