using Realtime.Gateway.Peers;

namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>Asks the other replicas for a ghost: first the one that made the socket, then the rest, since it may have moved before.</summary>
internal sealed partial class RecoveryPeers(IGatewayPeers peers, IRoomBindings bindings, IHttpClientFactory clients, ILogger<RecoveryPeers> logger)
{
    public const string ClientName = "socket-io-recovery";
    public const string DescribePath = "/internal/socket-io/describe";
    public const string TakePath = "/internal/socket-io/take";

    public string Self => peers.Self;

    /// <summary>Who has the ghost.</summary>
    public async Task<(GatewayPeer Gateway, GhostDescription Description)?> FindAsync(RecoveryClaim claim, string origin)
    {
        if (peers.Find(origin) is { } first && await CallAsync(first, DescribePath, claim) is { } description)
        {
            return (first, description);
        }

        var others = peers.Others.Where(peer => peer.Id != origin).ToList();
        var answers = await Task.WhenAll(others.Select(peer => CallAsync(peer, DescribePath, claim)));
        var found = Array.FindIndex(answers, answer => answer is not null);
        return found < 0 ? null : (others[found], answers[found]!);
    }

    public Task<GhostDescription?> TakeAsync(RecoveryClaim claim, GatewayPeer gateway) => CallAsync(gateway, TakePath, claim);

    /// <summary>Completes when what is published to the rooms comes to this gateway.</summary>
    public Task WaitUntilBoundAsync(IReadOnlyCollection<string> rooms) => bindings.WaitAsync(rooms);

    private async Task<GhostDescription?> CallAsync(GatewayPeer gateway, string path, RecoveryClaim claim)
    {
        try
        {
            using var response = await clients.CreateClient(ClientName).PostAsJsonAsync(new Uri(gateway.HttpUrl, path), claim, RecoveryJsonContext.Default.RecoveryClaim);
            return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync(RecoveryJsonContext.Default.GhostDescription) : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            Log.Unreachable(logger, gateway.Id, exception.GetType().Name);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3120, LogLevel.Information, "Gateway {GatewayId} could not be asked for a dropped socket: {Reason}.", EventName = "RecoveryPeerUnreachable")]
        public static partial void Unreachable(ILogger logger, string gatewayId, string reason);
    }
}
