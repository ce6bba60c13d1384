namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource whose environment variables the model sets.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>A resource that listens.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>A resource whose start can wait for others.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>A resource that belongs to another, as a database belongs to its server.</summary>
/// <typeparam name="T">The type of the parent.</typeparam>
public interface IResourceWithParent<out T> : IResource
    where T : IResource
{
    /// <summary>The resource that this one belongs to.</summary>
    T Parent { get; }
}
