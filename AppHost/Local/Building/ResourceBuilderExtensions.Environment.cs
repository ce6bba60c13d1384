using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Sets an environment variable.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The variable.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment =>
        builder.WithEnvironment(context => context.EnvironmentVariables[name] = value ?? "");

    /// <summary>Sets an environment variable.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The variable.</param>
    /// <param name="value">Its value, evaluated at the start.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, ReferenceExpression value)
        where T : IResourceWithEnvironment =>
        builder.WithEnvironment(context => context.EnvironmentVariables[name] = value);

    /// <summary>Sets an environment variable to the address of an endpoint.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The variable.</param>
    /// <param name="endpointReference">The endpoint.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, EndpointReference endpointReference)
        where T : IResourceWithEnvironment =>
        builder.WithEnvironment(context => context.EnvironmentVariables[name] = endpointReference);

    /// <summary>Sets an environment variable to the value of a parameter.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The variable.</param>
    /// <param name="parameter">The parameter.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter)
        where T : IResourceWithEnvironment =>
        builder.WithEnvironment(context => context.EnvironmentVariables[name] = parameter.Resource);

    /// <summary>Sets environment variables.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="callback">Sets them, at the start.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, Action<EnvironmentCallbackContext> callback)
        where T : IResourceWithEnvironment =>
        builder.WithAnnotation(new EnvironmentCallbackAnnotation(callback));
}
