namespace Aspire.Hosting.ApplicationModel;

internal static class VolumeName
{
    public static string For<T>(IResourceBuilder<T> builder)
        where T : IResource =>
        $"{(builder.ApplicationBuilder.AppHostAssembly?.GetName().Name ?? "apphost").ToLowerInvariant()}-{builder.Resource.Name}-data";
}
