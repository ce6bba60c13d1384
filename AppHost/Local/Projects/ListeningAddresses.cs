using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Projects;

/// <summary>The addresses that one replica listens on itself, as ASP.NET Core takes them.</summary>
internal sealed class ListeningAddresses(IReadOnlyList<EndpointReference> endpoints) : IValueProvider
{
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => GetValueAsync(new ValueProviderContext(), cancellationToken);

    public ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<string?>(string.Join(';', endpoints.Select(endpoint => string.Create(
            CultureInfo.InvariantCulture, $"{endpoint.Scheme}://{endpoint.Host}:{endpoint.Allocated.TargetPortOf(context.Replica)}"))));
}
