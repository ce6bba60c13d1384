using System.Reflection;

namespace Aspire.Hosting.Testing;

/// <summary>Lets a test take over the builder that an app host's entry point fills.</summary>
internal sealed class EntryPointInterceptor(Assembly assembly, Action<DistributedApplicationOptions> configure)
{
    private static readonly AsyncLocal<EntryPointInterceptor?> Ambient = new();
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static EntryPointInterceptor? Current => Ambient.Value;

    public Assembly Assembly { get; } = assembly;

    public void Configure(DistributedApplicationOptions options) => configure(options);

    public void HandOver(DistributedApplicationBuilder builder) => _builder.TrySetResult(builder);

    /// <summary>Runs the entry point until it builds its application.</summary>
    public async Task<DistributedApplicationBuilder> RunAsync(MethodInfo entryPoint, string[] args, CancellationToken cancellationToken)
    {
        var thread = new Thread(() =>
        {
            Ambient.Value = this;
            try
            {
                entryPoint.Invoke(null, entryPoint.GetParameters().Length == 0 ? [] : [args]);
                _builder.TrySetException(new InvalidOperationException("The entry point ended without building an application."));
            }
            catch (TargetInvocationException exception) when (exception.InnerException is EntryPointStoppedException)
            {
                // The builder is handed over.
            }
            catch (TargetInvocationException exception)
            {
                _builder.TrySetException(exception.InnerException ?? exception);
            }
        })
        { IsBackground = true, Name = "app host entry point" };
        thread.Start();
        return await _builder.Task.WaitAsync(cancellationToken);
    }
}
