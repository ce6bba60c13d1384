using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Where a project is; the build generates one implementation for each project reference of the app host.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>The full path of the project file.</summary>
    string ProjectPath { get; }

    /// <summary>Whether the project is built already when the host starts.</summary>
    bool SuppressBuild => false;
}
