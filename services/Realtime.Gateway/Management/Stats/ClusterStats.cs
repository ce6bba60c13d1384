using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Realtime.Gateway.Announcements;
using Realtime.Gateway.Peers;

namespace Realtime.Gateway.Management.Stats;

/// <summary>Gathers figures from all replicas: its own directly, the others over HTTP with a deadline. A replica that does not answer is left out.</summary>
internal sealed partial class ClusterStats(LocalStats local, IGatewayPeers peers, IHttpClientFactory clients, IOptions<AnnouncementOptions> options, ILogger<ClusterStats> logger)
{
    public const string ClientName = "gateway-peers";

    public async Task<ReplicaStats> SumAsync(string? room, string? userId, CancellationToken cancellationToken)
    {
        var query = "/internal/stats?" + (room is not null ? "room=" + Uri.EscapeDataString(room) : userId is not null ? "user_id=" + Uri.EscapeDataString(userId) : "");
        var others = await GatherAsync(query, ManagementJsonContext.Default.ReplicaStats, cancellationToken);
        return others.Aggregate(local.Take(room, userId), static (sum, next) => sum + next);
    }

    /// <summary>Members of a room on the other replicas.</summary>
    public async Task<long> CountElsewhereAsync(string room, CancellationToken cancellationToken)
    {
        var counts = await GatherAsync("/internal/members?room=" + Uri.EscapeDataString(room), ManagementJsonContext.Default.RoomCount, cancellationToken);
        return counts.Sum(static one => one.Count);
    }

    /// <summary>Connections of all replicas in the order of their ids.</summary>
    public async Task<IReadOnlyList<ConnectionRow>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var query = $"/internal/connections?limit={limit}" + (after is null ? "" : "&after=" + Uri.EscapeDataString(after));
        var others = await GatherAsync(query, ManagementJsonContext.Default.IReadOnlyListConnectionRow, cancellationToken);
        return [.. others.SelectMany(rows => rows).Concat(local.List(after, limit)).OrderBy(row => row.Id, StringComparer.Ordinal).Take(limit)];
    }

    private async Task<IReadOnlyList<T>> GatherAsync<T>(string query, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Value.PeerTimeout);
        var answers = await Task.WhenAll(peers.Others.Select(peer => AskAsync(peer, query, type, deadline.Token)));
        cancellationToken.ThrowIfCancellationRequested();
        return [.. answers.OfType<T>()];
    }

    private async Task<T?> AskAsync<T>(GatewayPeer peer, string query, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            return await client.GetFromJsonAsync(new Uri(peer.HttpUrl, query), type, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or OperationCanceledException or TimeoutException)
        {
            Log.NoAnswer(logger, peer.Id, exception.GetType().Name);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(601, LogLevel.Warning, "Gateway {GatewayId} did not tell its figures ({Kind}).", EventName = "PeerSilent")]
        public static partial void NoAnswer(ILogger logger, string gatewayId, string kind);
    }
}
