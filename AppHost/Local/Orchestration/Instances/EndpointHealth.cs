using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Health;

namespace Aspire.Hosting.Orchestration.Instances;

/// <summary>The health checks that the model gives a project or program, asked of one replica.</summary>
internal static class EndpointHealth
{
    public static Task<ProbeResult>? Check(ResourceInstance instance, HttpProbe http, CancellationToken cancellationToken)
    {
        var checks = instance.Resource.Annotations.OfType<HttpHealthCheckAnnotation>().ToList();
        return checks.Count == 0 ? null : CheckAllAsync(checks, instance, http, cancellationToken);
    }

    private static async Task<ProbeResult> CheckAllAsync(
        List<HttpHealthCheckAnnotation> checks, ResourceInstance instance, HttpProbe http, CancellationToken cancellationToken)
    {
        foreach (var check in checks)
        {
            var address = new Uri(instance.Resource.FindEndpoint(check.EndpointName)!.Allocated!.TargetUri(instance.Replica), check.Path);
            var report = await http.CheckAsync(address, check.StatusCode, cancellationToken);
            if (!report.IsHealthy)
            {
                return report;
            }
        }

        return ProbeResult.Healthy;
    }
}
