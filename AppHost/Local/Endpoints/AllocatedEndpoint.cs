using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The ports an endpoint got for this run.</summary>
internal sealed record AllocatedEndpoint(string Scheme, string Host, int Port, IReadOnlyList<int> TargetPorts)
{
    public string Url => string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{Host}:{Port}");

    public int TargetPortOf(int replica) => TargetPorts[Math.Min(replica, TargetPorts.Count - 1)];

    public Uri TargetUri(int replica) => new(string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{Host}:{TargetPortOf(replica)}"));
}
