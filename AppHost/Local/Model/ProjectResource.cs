namespace Aspire.Hosting.ApplicationModel;

/// <summary>A .NET project of the solution.</summary>
/// <param name="name">The resource name.</param>
public class ProjectResource(string name) : Resource(name), IResourceWithEnvironment, IResourceWithServiceDiscovery, IResourceWithWaitSupport;
