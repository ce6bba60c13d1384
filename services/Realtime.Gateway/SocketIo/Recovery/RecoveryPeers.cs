using System.Text.Json.Serialization.Metadata;
using Realtime.Gateway.Peers;

namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>Asks the other replicas for a ghost: first the one that made the socket, then the rest, since it may have moved before.</summary>
internal sealed partial class RecoveryPeers(IGatewayPeers peers, IRoomBindings bindings, IHttpClientFactory clients, ILogger<RecoveryPeers> logger)
{
    public const string ClientName = "socket-io-recovery";
    public const string DescribePath = "/internal/socket-io/describe";
    public const string TakePath = "/internal/socket-io/take";
    public const string MissedPath = "/internal/socket-io/missed";
    public const string StandbyPath = "/internal/socket-io/standby";

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

    /// <summary>What the other gateways have seen in rooms; those that do not answer have seen nothing.</summary>
    public async Task<IReadOnlyList<MissedMessage>> MissedAsync(MissedQuery query)
    {
        var answers = await Task.WhenAll(peers.Others.Select(peer => AskMissedAsync(peer, query)));
        return [.. answers.SelectMany(answer => answer)];
    }

    /// <summary>Whether a gateway neither announces itself nor answers.</summary>
    public async Task<bool> IsGoneAsync(string gatewayId) =>
        peers.Find(gatewayId) is not { } peer || await CallAsync(peer, MissedPath, new MissedQuery([], 0), RecoveryJsonContext.Default.MissedQuery, RecoveryJsonContext.Default.IReadOnlyListMissedMessage) is null;

    /// <summary>
    /// What another gateway was told about a socket by one that is gone now. A gateway that has just started was told nothing, and gets many of those clients.
    /// </summary>
    public async Task<Standby?> StandbyAsync(RecoveryClaim claim)
    {
        var answers = await Task.WhenAll(peers.Others.Select(peer => CallAsync(peer, StandbyPath, claim, RecoveryJsonContext.Default.RecoveryClaim, RecoveryJsonContext.Default.Standby)));
        return answers.FirstOrDefault(answer => answer is not null);
    }

    public Task<GhostDescription?> TakeAsync(RecoveryClaim claim, GatewayPeer gateway) => CallAsync(gateway, TakePath, claim);

    /// <summary>Completes when what is published to the rooms comes to this gateway.</summary>
    public Task WaitUntilBoundAsync(IReadOnlyCollection<string> rooms) => bindings.WaitAsync(rooms);

    private async Task<IReadOnlyList<MissedMessage>> AskMissedAsync(GatewayPeer gateway, MissedQuery query) =>
        await CallAsync(gateway, MissedPath, query, RecoveryJsonContext.Default.MissedQuery, RecoveryJsonContext.Default.IReadOnlyListMissedMessage) ?? [];

    private Task<GhostDescription?> CallAsync(GatewayPeer gateway, string path, RecoveryClaim claim) =>
        CallAsync(gateway, path, claim, RecoveryJsonContext.Default.RecoveryClaim, RecoveryJsonContext.Default.GhostDescription);

    private async Task<TAnswer?> CallAsync<TBody, TAnswer>(GatewayPeer gateway, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType)
        where TAnswer : class
    {
        try
        {
            using var response = await clients.CreateClient(ClientName).PostAsJsonAsync(new Uri(gateway.HttpUrl, path), body, bodyType);
            return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync(answerType) : null;
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
