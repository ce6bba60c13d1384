namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of an endpoint's address.</summary>
public enum EndpointProperty
{
    /// <summary>The whole address.</summary>
    Url = 0,

    /// <summary>The host name.</summary>
    Host = 1,

    /// <summary>The host as an IPv4 address.</summary>
    IPV4Host = 2,

    /// <summary>The port that clients use.</summary>
    Port = 3,

    /// <summary>The scheme.</summary>
    Scheme = 4,

    /// <summary>The port that the process itself listens on.</summary>
    TargetPort = 5,

    /// <summary>Host and port with a colon between them.</summary>
    HostAndPort = 6,
}
