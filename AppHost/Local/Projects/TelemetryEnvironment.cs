using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Projects;

/// <summary>Passes the collector that the host itself was given on to the services, under their own names.</summary>
internal static class TelemetryEnvironment
{
    private static readonly string[] PassedOn = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_HEADERS"];

    public static void Add(EnvironmentCallbackContext context)
    {
        var variables = context.EnvironmentVariables;
        variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
        if (context.ExecutionContext.IsPublishMode || Environment.GetEnvironmentVariable(PassedOn[0]) is not { Length: > 0 })
        {
            return;
        }

        foreach (var name in PassedOn)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                variables[name] = value;
            }
        }

        variables["OTEL_SERVICE_NAME"] = context.Resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = new ReplicaId();
    }

    private sealed class ReplicaId : IValueProvider
    {
        public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => GetValueAsync(new ValueProviderContext(), cancellationToken);

        public ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<string?>($"service.instance.id={context.Caller?.Name}-{context.Replica + 1}");
    }
}
