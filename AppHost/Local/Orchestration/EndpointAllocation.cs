using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Ports;
using Npgsql;

namespace Aspire.Hosting.Orchestration;

/// <summary>Gives every endpoint its ports for this run.</summary>
internal sealed class EndpointAllocation(PortAllocator ports, bool randomPorts)
{
    public void Allocate(IResource resource)
    {
        if (ExternalAddress(resource) is var (host, port))
        {
            foreach (var endpoint in resource.GetEndpoints().Where(static endpoint => endpoint.Name == RabbitMQServerResource.PrimaryEndpointName))
            {
                endpoint.Allocated = new AllocatedEndpoint(endpoint.UriScheme, host, port, [port]);
            }

            return;
        }

        foreach (var endpoint in resource.GetEndpoints())
        {
            var publicPort = TakePublicPort(resource, endpoint);
            endpoint.Allocated = new AllocatedEndpoint(endpoint.UriScheme, endpoint.TargetHost, publicPort, [.. TargetPorts(resource, endpoint, publicPort)]);
        }
    }

    private static (string Host, int Port)? ExternalAddress(IResource resource)
    {
        switch (resource)
        {
            case RabbitMQServerResource { External: { } given }:
                var uri = new Uri(given);
                return (uri.Host, uri.IsDefaultPort || uri.Port < 0 ? 5672 : uri.Port);
            case PostgresServerResource { External: { } given }:
                var builder = new NpgsqlConnectionStringBuilder(given);
                return (builder.Host!, builder.Port);
            default:
                return null;
        }
    }

    private int TakePublicPort(IResource resource, EndpointAnnotation endpoint)
    {
        if (randomPorts || endpoint.Port is not { } wanted)
        {
            return ports.TakeFree();
        }

        return ports.TryTake(wanted) ?? throw new DistributedApplicationException(
            $"Port {wanted}, which {resource.Name} ({endpoint.Name}) needs, is in use. Stop the program that uses it, or run with --random-ports.");
    }

    // A single process listens on the public port itself: nothing stands between it and its clients. Replicas get ports behind a forwarder.
    private IEnumerable<int> TargetPorts(IResource resource, EndpointAnnotation endpoint, int publicPort)
    {
        var replicas = resource.GetReplicaCount();
        return (replicas, resource, endpoint.TargetPort) switch
        {
            ( > 1, _, not null) => throw new DistributedApplicationException($"The replicas of {resource.Name} cannot all listen on port {endpoint.TargetPort}."),
            ( > 1, _, _) => Enumerable.Range(0, replicas).Select(_ => ports.TakeFree()),
            (_, ContainerResource, _) or (_, _, null) => [publicPort],
            _ => [ports.TryTake(endpoint.TargetPort.Value) ?? throw new DistributedApplicationException($"Port {endpoint.TargetPort}, on which {resource.Name} listens, is in use.")],
        };
    }
}
