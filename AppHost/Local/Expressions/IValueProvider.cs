namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something that has a value when the application runs.</summary>
public interface IValueProvider
{
    /// <summary>Gets the value.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The value.</returns>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);

    /// <summary>Gets the value as one particular resource sees it.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The value.</returns>
    ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default) => GetValueAsync(cancellationToken);
}
