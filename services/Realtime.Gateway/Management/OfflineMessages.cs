using System.Text.Json;
using Realtime.Gateway.Native.Queries;

namespace Realtime.Gateway.Management;

/// <summary>What OfflineDelivery says about waiting messages, and whether its database answers; nothing while it is down.</summary>
internal sealed class OfflineMessages(IHttpClientFactory clients)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public async Task<JsonElement?> TryGetAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            using var client = clients.CreateClient(ServiceQueries.HistoryClient);
            using var document = await client.GetFromJsonAsync("/internal/stats", OfflineJsonContext.Default.JsonDocument, deadline.Token);
            return document?.RootElement.Clone();
        }
        catch (Exception exception) when (IsUnreachable(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    public async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            using var client = clients.CreateClient(ServiceQueries.HistoryClient);
            using var response = await client.GetAsync(new Uri("/health", UriKind.Relative), deadline.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (IsUnreachable(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    private static bool IsUnreachable(Exception exception) =>
        exception is HttpRequestException or JsonException or OperationCanceledException or TimeoutException;
}
