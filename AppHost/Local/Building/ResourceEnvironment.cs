namespace Aspire.Hosting.ApplicationModel;

/// <summary>Collects the variables of a resource: as values to evaluate, as the process of one replica gets them, or as the manifest writes them.</summary>
internal static class ResourceEnvironment
{
    public static Dictionary<string, object> Collect(IResource resource, DistributedApplicationExecutionContext executionContext)
    {
        var context = new EnvironmentCallbackContext(executionContext, resource);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            annotation.Callback(context);
        }

        return context.EnvironmentVariables;
    }

    public static async Task<Dictionary<string, string>> EvaluateAsync(
        IResource resource, int replica, DistributedApplicationExecutionContext executionContext, CancellationToken cancellationToken)
    {
        var context = new ValueProviderContext { Caller = resource, Replica = replica };
        Dictionary<string, string> result = new(StringComparer.Ordinal);
        foreach (var (name, value) in Collect(resource, executionContext))
        {
            var text = value is IValueProvider provider ? await provider.GetValueAsync(context, cancellationToken) : value.ToString();
            if (text is not null)
            {
                result[name] = text;
            }
        }

        return result;
    }

    public static IEnumerable<KeyValuePair<string, string>> ForManifest(IResource resource, DistributedApplicationExecutionContext executionContext) =>
        Collect(resource, executionContext).Select(static variable =>
            KeyValuePair.Create(variable.Key, variable.Value is IManifestExpressionProvider expression ? expression.ValueExpression : variable.Value.ToString() ?? ""));
}
