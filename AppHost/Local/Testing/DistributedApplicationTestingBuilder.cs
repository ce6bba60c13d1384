namespace Aspire.Hosting.Testing;

/// <summary>Makes applications for tests: on random ports, in a folder of their own, silent.</summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Takes the model of an app host.</summary>
    /// <typeparam name="TEntryPoint">Any type of the app host, such as <c>Projects.Realtime_AppHost</c>.</typeparam>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A builder that the test may change.</returns>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    /// <summary>Takes the model of an app host.</summary>
    /// <typeparam name="TEntryPoint">Any type of the app host, such as <c>Projects.Realtime_AppHost</c>.</typeparam>
    /// <param name="args">The command line.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A builder that the test may change.</returns>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync(typeof(TEntryPoint), args, cancellationToken);

    /// <summary>Takes the model of an app host.</summary>
    /// <param name="entryPoint">Any type of the app host, such as <c>Projects.Realtime_AppHost</c>.</param>
    /// <param name="args">The command line.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A builder that the test may change.</returns>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, string[] args, CancellationToken cancellationToken = default)
    {
        var main = entryPoint.Assembly.EntryPoint
            ?? throw new ArgumentException($"The assembly of {entryPoint} has no entry point.", nameof(entryPoint));
        var interceptor = new EntryPointInterceptor(entryPoint.Assembly, options => ApplyTestDefaults(options, args));
        return new TestingBuilder(await interceptor.RunAsync(main, args, cancellationToken));
    }

    /// <summary>Makes an empty model.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The builder.</returns>
    public static IDistributedApplicationTestingBuilder Create(params string[] args)
    {
        var options = new DistributedApplicationOptions { ProjectDirectory = Path.Combine(Path.GetTempPath(), $"realtime-{Environment.UserName}") };
        Directory.CreateDirectory(options.ProjectDirectory);
        ApplyTestDefaults(options, args);
        return new TestingBuilder(new DistributedApplicationBuilder(options));
    }

    private static void ApplyTestDefaults(DistributedApplicationOptions options, string[] args)
    {
        options.DisableDashboard = true;
        options.EnableResourceLogging = true;
        options.Args = [$"--{HostArguments.RandomPorts}=true", .. args];
    }
}
