using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Realtime.ServiceDefaults.ServiceDiscovery;

/// <summary>Endpoints of a service by the configuration convention <c>services:{name}:{endpoint}:{n}</c>.</summary>
public sealed class ServiceEndpointResolver(IConfiguration configuration)
{
    private volatile Cache _cache = new(configuration.GetReloadToken());

    /// <summary>The address to call for a logical one, round-robin over the configured endpoints; unknown services pass through.</summary>
    public Uri Resolve(Uri address)
    {
        var endpoints = Find(address);
        return endpoints.Next() is { } endpoint ? Combine(endpoint, address) : PassThrough(address);
    }

    /// <summary>All configured endpoints for the logical address; empty when the service is not configured.</summary>
    public IReadOnlyList<Uri> ResolveAll(Uri address) => Find(address).Addresses;

    private ServiceEndpoints Find(Uri address) =>
        Current().Endpoints.GetOrAdd($"{address.Scheme}://{address.Authority}", static (_, state) => state.Resolver.Load(state.Address), (Resolver: this, Address: address));

    // Asked for, not told: others who hear of the same change may come here before a callback would have run.
    private Cache Current()
    {
        var cache = _cache;
        if (cache.Valid.HasChanged)
        {
            _cache = cache = new Cache(configuration.GetReloadToken());
        }

        return cache;
    }

    private ServiceEndpoints Load(Uri address)
    {
        if (!ServiceQuery.TryParse(address, out var query))
        {
            return ServiceEndpoints.None;
        }

        var service = configuration.GetSection("Services").GetSection(query.Service);
        var name = query.EndpointName ?? query.Schemes.Prepend("default").FirstOrDefault(candidate => service.GetSection(candidate).Exists());
        if (name is null || !service.GetSection(name).Exists())
        {
            return new ServiceEndpoints(FromVariables(query));
        }

        var found = Values(service.GetSection(name)).Select(value => Parse(value, query.Schemes[^1])).ToArray();
        if (query.Schemes.FirstOrDefault(scheme => found.Any(uri => uri.Scheme == scheme)) is { } preferred)
        {
            found = [.. found.Where(uri => uri.Scheme == preferred)];
        }

        return new ServiceEndpoints(found);
    }

    /// <summary>The other form in which hosts tell addresses, <c>OFFLINE_DELIVERY_HTTP</c>: a shell on the way drops variables with hyphens in their names.</summary>
    private Uri[] FromVariables(ServiceQuery query) =>
        (query.EndpointName is { } endpoint ? [endpoint] : query.Schemes)
            .Select(name => configuration[$"{Encode(query.Service)}_{Encode(name)}"])
            .Where(value => !string.IsNullOrEmpty(value))
            .Take(1)
            .Select(value => Parse(value!, query.Schemes[^1]))
            .ToArray();

    private static string Encode(string name) =>
        string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) ? char.ToUpperInvariant(character) : '_'));

    private static IEnumerable<string> Values(IConfigurationSection section)
    {
        if (section.Value is { Length: > 0 } single)
        {
            return [single];
        }

        return section.GetChildren()
            .OrderBy(child => int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                ? index
                : throw new InvalidOperationException($"The endpoints at '{section.Path}' must be numbered."))
            .Select(child => child.Value)
            .Where(value => !string.IsNullOrEmpty(value))
            .Select(value => value!);
    }

    private static Uri Parse(string value, string scheme) =>
        Uri.TryCreate(value.Contains("://", StringComparison.Ordinal) ? value : $"{scheme}://{value}", UriKind.Absolute, out var uri)
            ? uri
            : throw new InvalidOperationException("A configured service endpoint is no address.");

    private static Uri Combine(Uri endpoint, Uri address)
    {
        var prefix = endpoint.AbsolutePath.TrimEnd('/');
        return new Uri($"{endpoint.Scheme}://{endpoint.Authority}{prefix}{address.PathAndQuery}");
    }

    private static Uri PassThrough(Uri address)
    {
        var plus = address.Scheme.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? address : new Uri($"{address.Scheme[..plus]}://{address.Authority}{address.PathAndQuery}");
    }

    private sealed record Cache(IChangeToken Valid)
    {
        // Bounded by the logical addresses in the code and configuration of a service, not by traffic.
        public ConcurrentDictionary<string, ServiceEndpoints> Endpoints { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
