namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something that a deployment runs from an image; on this machine its installed program stands in.</summary>
/// <param name="name">The resource name.</param>
public class ContainerResource(string name) : Resource(name), IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport;
