namespace Aspire.Hosting.ApplicationModel;

internal static class ResourceTypes
{
    public static string NameOf(IResource resource)
    {
        var name = resource.GetType().Name;
        return name.EndsWith("Resource", StringComparison.Ordinal) ? name[..^"Resource".Length] : name;
    }
}
