using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.Edge.Routing;
using Realtime.ServiceDefaults.ServiceDiscovery;

namespace Realtime.Edge.ApiDocument;

/// <summary>The OpenAPI documents of the services as one, limited to what the edge passes on.</summary>
internal sealed class MergedApiDocument(OwnApiDocument own, IHttpClientFactory clients, ServiceEndpointResolver discovery, TimeProvider time) : IDisposable
{
    public const string ClientName = "Edge.ApiDocument";

    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly (string Cluster, Uri Document)[] Sources =
    [
        (ClusterNames.Auth, new("http://auth/openapi/v1.json")),
        (ClusterNames.Gateway, new("http://gateway/openapi/v1.json")),
        (ClusterNames.OfflineDelivery, new("http://offline-delivery/openapi/v1.json")),
        (ClusterNames.Presence, new("http://presence/openapi/v1.json")),
    ];

    private readonly SemaphoreSlim _gate = new(1, 1);
    private string? _document;
    private long _builtAt;

    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_document is null || time.GetElapsedTime(_builtAt) > GoodFor)
            {
                _document = await BuildAsync(cancellationToken);
                _builtAt = time.GetTimestamp();
            }

            return _document;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<string> BuildAsync(CancellationToken cancellationToken)
    {
        var documents = await Task.WhenAll(Sources.Select(source => FetchAsync(source.Document, cancellationToken)));
        var merged = new ApiDocumentMerger();
        merged.Add(ClusterNames.Edge, await own.GetAsync(cancellationToken));
        foreach (var (source, document) in Sources.Zip(documents))
        {
            if (document is not null)
            {
                merged.Add(source.Cluster, document);
            }
        }

        return merged.Result.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    /// <summary>Null when a service is away or describes nothing: the rest is still worth having.</summary>
    private async Task<JsonObject?> FetchAsync(Uri address, CancellationToken cancellationToken)
    {
        if (discovery.ResolveAll(address).Count == 0)
        {
            return null;
        }

        using var client = clients.CreateClient(ClientName);
        using var timeout = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return JsonNode.Parse(await client.GetStringAsync(address, both.Token)) as JsonObject;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
