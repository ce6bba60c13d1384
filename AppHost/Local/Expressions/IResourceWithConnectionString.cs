namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that others reach by a connection string.</summary>
public interface IResourceWithConnectionString : IResource, IExpressionValue
{
    /// <summary>The connection string.</summary>
    ReferenceExpression ConnectionStringExpression { get; }

    string IManifestExpressionProvider.ValueExpression => $"{{{Name}.connectionString}}";

    /// <summary>Gets the connection string.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The connection string.</returns>
    ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) => ConnectionStringExpression.GetValueAsync(cancellationToken);

    /// <summary>The parts of the connection string, by name.</summary>
    /// <returns>The parts in order.</returns>
    IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties() => [];

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => GetConnectionStringAsync(cancellationToken);
}
