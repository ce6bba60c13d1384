namespace Aspire.Hosting.Testing;

/// <summary>The model of an app host that a test may change before it is built.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    /// <summary>Builds the application.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The application; the test starts and disposes it.</returns>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
