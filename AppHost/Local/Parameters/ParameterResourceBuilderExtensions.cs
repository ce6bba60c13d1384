using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Parameters;

namespace Aspire.Hosting;

/// <summary>Adds parameters.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter that configuration gives as <c>Parameters:name</c>.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The resource name.</param>
    /// <param name="secret">Whether its value must not be shown.</param>
    /// <returns>A builder for it.</returns>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(ParameterValues.CreateResource(builder, name, defaultValue: null, secret));

    /// <summary>Adds a parameter that configuration may give as <c>Parameters:name</c>.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The resource name.</param>
    /// <param name="value">The value when nothing is given.</param>
    /// <param name="publishValueAsDefault">Whether the manifest carries the value as a default.</param>
    /// <param name="secret">Whether its value must not be shown.</param>
    /// <returns>A builder for it.</returns>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddResource(publishValueAsDefault
            ? ParameterValues.CreateResource(builder, name, new ConstantParameterDefault(value), secret)
            : new ParameterResource(name, _ => ParameterValues.Find(builder.Configuration, name) ?? value, secret));

    /// <summary>Adds a parameter that configuration may give as <c>Parameters:name</c>.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The resource name.</param>
    /// <param name="value">Makes the value when nothing is given.</param>
    /// <param name="secret">Whether its value must not be shown.</param>
    /// <param name="persist">Whether a made value is kept between runs.</param>
    /// <returns>A builder for it.</returns>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false) =>
        builder.AddResource(ParameterValues.CreateResource(builder, name, value, secret, persist));
}
