using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Projects;

/// <summary>What every project gets without being told: endpoints and variables from its launch profile, telemetry, listening addresses.</summary>
internal static class ProjectDefaults
{
    public static void Apply(IResourceBuilder<ProjectResource> project, LaunchProfile? profile, DistributedApplicationExecutionContext executionContext)
    {
        project.WithEnvironment(TelemetryEnvironment.Add);
        AddEndpoints(project, profile, executionContext);
        if (executionContext.IsPublishMode)
        {
            project.WithEnvironment(context => context.EnvironmentVariables["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true");
            project.WithEnvironment(context => AddPublishedPorts(context, project.Resource));
            return;
        }

        project.WithEnvironment(context => AddListeningAddresses(context, project.Resource));
        project.WithEnvironment("LOGGING__CONSOLE__FORMATTERNAME", "simple");
        project.WithEnvironment("DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION", "true");
        if (profile is not null)
        {
            project.WithAnnotation(new LaunchProfileAnnotation(profile));
            project.WithEnvironment(context => AddProfile(context, profile));
        }
    }

    private static void AddEndpoints(IResourceBuilder<ProjectResource> project, LaunchProfile? profile, DistributedApplicationExecutionContext executionContext)
    {
        if (profile?.ApplicationUrl is null)
        {
            return;
        }

        if (executionContext.IsPublishMode)
        {
            project.WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, "http") { IsProjectDefault = true });
            project.WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, "https") { IsProjectDefault = true });
            return;
        }

        foreach (var address in profile.Addresses)
        {
            var number = project.Resource.GetEndpoints().Count(endpoint => endpoint.UriScheme == address.Scheme) + 1;
            var name = number == 1 ? address.Scheme : $"{address.Scheme}{number}";
            project.WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, address.Scheme, name, address.Port) { IsProjectDefault = true, TargetHost = address.Host });
        }
    }

    private static void AddPublishedPorts(EnvironmentCallbackContext context, ProjectResource project)
    {
        var ports = project.GetEndpoints()
            .Where(static endpoint => endpoint.UriScheme == "http" && endpoint.TargetPortEnvironmentVariable is null)
            .Select(endpoint => new EndpointReference(project, endpoint.Name).Property(EndpointProperty.TargetPort).ValueExpression)
            .ToList();
        if (ports.Count > 0)
        {
            context.EnvironmentVariables["HTTP_PORTS"] = string.Join(';', ports);
        }
    }

    private static void AddListeningAddresses(EnvironmentCallbackContext context, ProjectResource project)
    {
        var endpoints = project.GetEndpoints()
            .Where(static endpoint => endpoint.Transport == "http" && endpoint.TargetPortEnvironmentVariable is null)
            .Select(endpoint => new EndpointReference(project, endpoint.Name))
            .ToList();
        if (endpoints.Count > 0)
        {
            context.EnvironmentVariables["ASPNETCORE_URLS"] = new ListeningAddresses(endpoints);
        }
    }

    private static void AddProfile(EnvironmentCallbackContext context, LaunchProfile profile)
    {
        context.EnvironmentVariables.TryAdd("DOTNET_LAUNCH_PROFILE", profile.Name);
        foreach (var (name, value) in profile.EnvironmentVariables)
        {
            context.EnvironmentVariables.TryAdd(name, Environment.ExpandEnvironmentVariables(value));
        }
    }
}
