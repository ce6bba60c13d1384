using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Somewhere a resource listens.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    /// <summary>Creates the endpoint.</summary>
    /// <param name="protocol">The transport protocol.</param>
    /// <param name="uriScheme">The scheme of its address.</param>
    /// <param name="name">Its name; the scheme when null.</param>
    /// <param name="port">The port that clients use; any free one when null.</param>
    /// <param name="targetPort">The port that the process listens on; any free one when null.</param>
    public EndpointAnnotation(ProtocolType protocol, string? uriScheme = null, string? name = null, int? port = null, int? targetPort = null)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? "tcp";
        Name = name ?? UriScheme;
        Port = port;
        TargetPort = targetPort;
        ModelName.Validate("Endpoint", Name);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The transport protocol.</summary>
    public ProtocolType Protocol { get; }

    /// <summary>The scheme of the address.</summary>
    public string UriScheme { get; set; }

    /// <summary>The application protocol: http or tcp.</summary>
    public string Transport => UriScheme is "http" or "https" ? "http" : "tcp";

    /// <summary>The port that clients use.</summary>
    public int? Port { get; set; }

    /// <summary>The port that the process listens on.</summary>
    public int? TargetPort { get; set; }

    /// <summary>The host in the address.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary>Whether a deployment exposes it to the outside.</summary>
    public bool IsExternal { get; set; }

    /// <summary>The variable that tells the process its port; such an endpoint is not added to <c>ASPNETCORE_URLS</c>.</summary>
    internal string? TargetPortEnvironmentVariable { get; set; }

    /// <summary>The endpoint that every web project has, as opposed to one that the model adds.</summary>
    internal bool IsProjectDefault { get; init; }

    internal AllocatedEndpoint? Allocated { get; set; }
}
