using System.Text.Json;
using Realtime.Edge.Gateways;
using Realtime.Edge.Routing;
using Realtime.ServiceDefaults.ServiceDiscovery;

namespace Realtime.Edge.Health;

/// <summary>Asks every service behind the edge for its own health; an answer is good for a moment, so that probes do not multiply.</summary>
internal sealed class Readiness(GatewayTable gateways, ServiceEndpointResolver discovery, IHttpClientFactory clients, TimeProvider time)
{
    public const string ClientName = "Edge.Readiness";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<IReadOnlyList<DependencyState>>? _last;
    private long _askedAt;

    public Task<IReadOnlyList<DependencyState>> AskAsync()
    {
        lock (_gate)
        {
            if (_last is { IsFaulted: false } && (!_last.IsCompleted || time.GetElapsedTime(_askedAt) < GoodFor))
            {
                return _last;
            }

            _askedAt = time.GetTimestamp();
            return _last = AskAllAsync();
        }
    }

    private async Task<IReadOnlyList<DependencyState>> AskAllAsync() => await Task.WhenAll(
        AskAsync("gateway", GatewayAddresses()),
        AskAsync(ClusterNames.Auth, discovery.ResolveAll(new Uri("http://auth"))),
        AskAsync(ClusterNames.Presence, discovery.ResolveAll(new Uri("http://presence"))),
        AskAsync(ClusterNames.OfflineDelivery, discovery.ResolveAll(new Uri("http://offline-delivery"))));

    private IReadOnlyList<Uri> GatewayAddresses() =>
        gateways.Replicas.Where(replica => !replica.Draining).Select(replica => replica.Http).ToArray() is { Length: > 0 } announced
            ? announced
            : discovery.ResolveAll(new Uri("http://gateway"));

    private async Task<DependencyState> AskAsync(string name, IReadOnlyList<Uri> addresses)
    {
        if (addresses.Count == 0)
        {
            return new DependencyState(name, false, "no address is known");
        }

        var answers = await Task.WhenAll(addresses.Select(AskOneAsync));
        var up = answers.Count(answer => answer is null);
        return up > 0
            ? new DependencyState(name, true, up == answers.Length ? "ok" : $"{up} of {answers.Length} replicas")
            : new DependencyState(name, false, answers[0]!);
    }

    /// <summary>Null when it is healthy, else why not.</summary>
    private async Task<string?> AskOneAsync(Uri address)
    {
        using var client = clients.CreateClient(ClientName);
        using var timeout = new CancellationTokenSource(Patience, time);
        try
        {
            using var response = await client.GetAsync(new Uri(address, "/health"), timeout.Token);
            return response.IsSuccessStatusCode ? null : await WhyAsync(response, timeout.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException or IOException)
        {
            return exception is HttpRequestException or IOException ? "cannot be reached" : "does not answer";
        }
    }

    private static async Task<string> WhyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/json")
        {
            return $"answers {(int)response.StatusCode}";
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var report = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        var down = report.RootElement.ValueKind == JsonValueKind.Object && report.RootElement.TryGetProperty("dependencies", out var dependencies) && dependencies.ValueKind == JsonValueKind.Object
            ? dependencies.EnumerateObject().Where(IsDown).Select(dependency => dependency.Name).ToArray()
            : [];
        return down.Length > 0 ? $"{string.Join(", ", down)} down" : $"answers {(int)response.StatusCode}";
    }

    private static bool IsDown(JsonProperty dependency) =>
        dependency.Value.ValueKind == JsonValueKind.Object && dependency.Value.TryGetProperty("status", out var status) && status.ValueEquals("down");
}
