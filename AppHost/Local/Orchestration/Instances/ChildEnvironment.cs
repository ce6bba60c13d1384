using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Servers;

namespace Aspire.Hosting.Orchestration.Instances;

/// <summary>The environment of a service: the host's own without what configures the host itself, and what the model says.</summary>
internal static class ChildEnvironment
{
    private static readonly HashSet<string> OfTheHost = new(StringComparer.OrdinalIgnoreCase)
    {
        "ASPNETCORE_URLS",
        "ASPNETCORE_ENVIRONMENT",
        "DOTNET_ENVIRONMENT",
        "DOTNET_LAUNCH_PROFILE",
        "ASPIRE_LOGLEVEL",
    };

    private static readonly string[] OfTheTestRunner = ["VSTEST_", "MSBUILD", "COVERLET_", "CORECLR_ENABLE_PROFILING"];

    public static async Task<Dictionary<string, string>> CreateAsync(ResourceInstance instance, RunContext context, CancellationToken cancellationToken)
    {
        var environment = CleanEnvironment.Without(static name =>
            OfTheHost.Contains(name) || OfTheTestRunner.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));
        foreach (var (name, value) in await ResourceEnvironment.EvaluateAsync(instance.Resource, instance.Replica, context.ExecutionContext, cancellationToken))
        {
            environment[name] = value;
        }

        return environment;
    }
}
