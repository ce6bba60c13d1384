using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Parameters;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Adds RabbitMQ.</summary>
public static class RabbitMQBuilderExtensions
{
    private const string Image = "library/rabbitmq";
    private const string Tag = "4.3";

    /// <summary>Adds a RabbitMQ broker. <c>ConnectionStrings:name</c> names one that runs already; otherwise the host runs its own.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The resource name.</param>
    /// <param name="userName">The user; <c>guest</c> when null.</param>
    /// <param name="password">The password; made and kept when null.</param>
    /// <param name="port">The port that clients use; any free one when null.</param>
    /// <returns>A builder for it.</returns>
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var passwordParameter = password?.Resource ?? ParameterValues.CreateGenerated(builder, $"{name}-password", new GenerateParameterDefault { Special = false });
        var resource = new RabbitMQServerResource(name, userName?.Resource, passwordParameter)
        {
            External = builder.ExecutionContext.IsRunMode && builder.Configuration.GetConnectionString(name) is { Length: > 0 } given ? given : null,
        };
        return builder.AddResource(resource)
            .WithAnnotation(new ContainerImageAnnotation { Registry = "docker.io", Image = Image, Tag = Tag })
            .WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, "tcp", RabbitMQServerResource.PrimaryEndpointName, port, 5672) { TargetHost = "127.0.0.1" })
            .WithEnvironment(context =>
            {
                context.EnvironmentVariables["RABBITMQ_DEFAULT_USER"] = resource.UserNameParameter is { } user ? user : resource.UserName;
                context.EnvironmentVariables["RABBITMQ_DEFAULT_PASS"] = resource.PasswordParameter;
            });
    }

    /// <summary>Switches the management API and its pages on.</summary>
    /// <param name="builder">The broker.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder) =>
        builder.WithManagementPlugin(port: null);

    /// <summary>Switches the management API and its pages on.</summary>
    /// <param name="builder">The broker.</param>
    /// <param name="port">The port that clients use; any free one when null.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder, int? port)
    {
        if (builder.Resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var image))
        {
            image.Tag = Tag + "-management";
        }

        return builder.WithAnnotation(
            new EndpointAnnotation(ProtocolType.Tcp, "http", RabbitMQServerResource.ManagementEndpointName, port, 15672) { TargetHost = "127.0.0.1" });
    }

    /// <summary>Keeps the data between runs.</summary>
    /// <param name="builder">The broker.</param>
    /// <param name="name">The name of the volume.</param>
    /// <param name="isReadOnly">Whether it is mounted read-only.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(this IResourceBuilder<RabbitMQServerResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithAnnotation(new ContainerMountAnnotation(name ?? VolumeName.For(builder), "/var/lib/rabbitmq", isReadOnly));
}
