using System.Text.Json;

namespace Realtime.Gateway.Identity.Revocations;

/// <summary>Loads what was revoked from Auth at the start, so that a restarted gateway refuses it too, and again every 30 s, should an event have been missed.</summary>
internal sealed partial class RevocationFeed(
    IHttpClientFactory clients,
    RevocationList list,
    RevokedSockets sockets,
    TimeProvider time,
    ILogger<RevocationFeed> logger) : BackgroundService
{
    public const string ClientName = "gateway-auth";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private long _since;
    private bool _failing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var loaded = await LoadAsync(stoppingToken);
            list.Forget();
            await Task.Delay(loaded || _since > 0 ? Interval : RetryInterval, time, stoppingToken);
        }
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            var page = await client.GetFromJsonAsync($"/internal/revocations?since={_since}", IdentityJsonContext.Default.RevocationPage, cancellationToken);
            var news = page!.Revocations.Count(item => list.Add(item.ToEvent()));
            if (news > 0)
            {
                sockets.Close();
            }

            _since = page.Now;
            _failing = false;
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or TimeoutException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            if (!_failing)
            {
                Log.Failed(logger, exception.GetType().Name);
            }

            _failing = true;
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(511, LogLevel.Warning, "Revocations could not be loaded from Auth ({Kind}); tried again.", EventName = "RevocationsNotLoaded")]
        public static partial void Failed(ILogger logger, string kind);
    }
}
