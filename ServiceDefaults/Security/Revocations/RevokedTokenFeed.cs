using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Realtime.ServiceDefaults.Security.Revocations;

/// <summary>Asks Auth for revocations, so that a service without sockets refuses a revoked token too, soon after and after a restart.</summary>
internal sealed partial class RevokedTokenFeed(IHttpClientFactory clients, RevokedTokenList list, TimeProvider time, ILogger<RevokedTokenFeed> logger) : BackgroundService
{
    public const string ClientName = "revoked-tokens";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private long _since;
    private bool _failing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await LoadAsync(stoppingToken);
            list.Forget();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            var page = await client.GetFromJsonAsync($"/internal/revocations?since={_since}", RevocationJsonContext.Default.RevocationPage, cancellationToken);
            foreach (var entry in page!.Revocations)
            {
                list.Add(entry);
            }

            _since = page.Now;
            _failing = false;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or TimeoutException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            if (!_failing)
            {
                Log.Failed(logger, exception.GetType().Name);
            }

            _failing = true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(512, LogLevel.Warning, "Revocations could not be loaded from Auth ({Kind}); tried again.", EventName = "RevocationsNotLoaded")]
        public static partial void Failed(ILogger logger, string kind);
    }
}
