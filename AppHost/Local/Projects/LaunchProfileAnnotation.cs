using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Projects;

internal sealed class LaunchProfileAnnotation(LaunchProfile profile) : IResourceAnnotation
{
    public LaunchProfile Profile { get; } = profile;
}
