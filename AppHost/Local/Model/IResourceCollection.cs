namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resources of a model.</summary>
public interface IResourceCollection : IList<IResource>;
