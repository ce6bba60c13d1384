using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Realtime.Contracts.Json;
using Realtime.Contracts.Locations;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>Vendors' positions at Presence.</summary>
internal sealed partial class PresenceVendorLocations(IHttpClientFactory clients, IOptions<SocketIoOptions> options, TimeProvider time, ILogger<PresenceVendorLocations> logger) : IVendorLocations
{
    public const string ClientName = "presence-locations";

    private readonly TimeSpan _timeout = TimeSpan.FromMilliseconds(options.Value.Location.TimeoutMs);

    public async ValueTask<IReadOnlyList<VendorPosition>?> FindAsync(GeoBox box, int limit)
    {
        var query = new LocationQuery(box.South, box.West, box.North, box.East, limit);
        using var response = await PostAsync("/internal/locations/query", query, RealtimeJsonContext.Default.LocationQuery);
        if (response is null)
        {
            return null;
        }

        using var timeout = new CancellationTokenSource(_timeout, time);
        try
        {
            return await response.Content.ReadFromJsonAsync(RealtimeJsonContext.Default.IReadOnlyListVendorPosition, timeout.Token) ?? [];
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or System.Text.Json.JsonException)
        {
            Log.Unavailable(logger, "query", exception.GetType().Name);
            return null;
        }
    }

    public async ValueTask<bool> StoreAsync(VendorPosition position)
    {
        using var response = await PostAsync("/internal/locations/vendors", [position], RealtimeJsonContext.Default.IReadOnlyListVendorPosition);
        return response is not null;
    }

    public async ValueTask<bool> RemoveAsync(string vendorId)
    {
        using var response = await PostAsync("/internal/locations/remove", new RemoveVendor(vendorId), RealtimeJsonContext.Default.RemoveVendor);
        return response is not null;
    }

    private async Task<HttpResponseMessage?> PostAsync<T>(string path, T body, JsonTypeInfo<T> type)
    {
        using var timeout = new CancellationTokenSource(_timeout, time);
        try
        {
            var response = await clients.CreateClient(ClientName).PostAsJsonAsync(path, body, type, timeout.Token);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            Log.Unavailable(logger, path, response.StatusCode.ToString());
            response.Dispose();
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            Log.Unavailable(logger, path, exception.GetType().Name);
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(3130, LogLevel.Warning, "Presence did not answer {Path}: {Reason}.", EventName = "LocationsUnavailable")]
        public static partial void Unavailable(ILogger logger, string path, string reason);
    }
}
