namespace Aspire.Hosting.ApplicationModel;

internal sealed class HttpHealthCheckAnnotation(string endpointName, string path, int statusCode) : IResourceAnnotation
{
    public string EndpointName { get; } = endpointName;

    public string Path { get; } = path;

    public int StatusCode { get; } = statusCode;
}
