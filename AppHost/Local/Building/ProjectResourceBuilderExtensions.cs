using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Projects;

namespace Aspire.Hosting;

/// <summary>Adds projects of the solution.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project that the app host references.</summary>
    /// <typeparam name="TProject">The generated class that names it.</typeparam>
    /// <param name="builder">The model.</param>
    /// <param name="name">The resource name.</param>
    /// <returns>A builder for it.</returns>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new() => AddProject(builder, name, new TProject());

    /// <summary>Adds a project by its file.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The resource name.</param>
    /// <param name="projectPath">The project file, relative to the app host.</param>
    /// <returns>A builder for it.</returns>
    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath) =>
        AddProject(builder, name, new ProjectFile(Path.GetFullPath(projectPath, builder.AppHostDirectory)));

    /// <summary>Runs several instances behind one address.</summary>
    /// <param name="builder">The project.</param>
    /// <param name="replicas">How many.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        return builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);
    }

    private static IResourceBuilder<ProjectResource> AddProject(IDistributedApplicationBuilder builder, string name, IProjectMetadata metadata)
    {
        var project = builder.AddResource(new ProjectResource(name)).WithAnnotation(metadata);
        var profile = LaunchSettings.Read(Path.GetDirectoryName(metadata.ProjectPath)!)?
            .SelectProfile(builder.Configuration["AppHost:DefaultLaunchProfileName"] ?? builder.Configuration["DOTNET_LAUNCH_PROFILE"]);
        ProjectDefaults.Apply(project, profile, builder.ExecutionContext);
        return project;
    }

    private sealed record ProjectFile(string ProjectPath) : IProjectMetadata;
}
