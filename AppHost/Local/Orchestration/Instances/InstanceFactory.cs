using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.PostgreSQL;
using Aspire.Hosting.Projects;
using Aspire.Hosting.RabbitMQ;

namespace Aspire.Hosting.Orchestration.Instances;

/// <summary>Chooses how each kind of resource runs on this machine.</summary>
internal static class InstanceFactory
{
    public static InstanceRunner? Create(ResourceInstance instance, RunContext context) => instance.Resource switch
    {
        ProjectResource => new ProcessRunner(instance, context, new ProjectDriver(instance, context)),
        ExecutableResource executable => new ProcessRunner(instance, context, new ExecutableDriver(instance, executable, context)),
        RabbitMQServerResource { External: { } given } => new ExternalServerRunner(instance, context, token => RabbitMQProbe.CheckAsync(new Uri(given), token)),
        RabbitMQServerResource broker => new ProcessRunner(instance, context, new RabbitMQDriver(broker, context)),
        PostgresServerResource { External: { } given } => new ExternalServerRunner(instance, context, token => PostgresProbe.CheckAsync(given, token)),
        PostgresServerResource server => new ProcessRunner(instance, context, new PostgresDriver(server, context)),
        PostgresDatabaseResource database => new PostgresDatabaseRunner(instance, database, context),
        ParameterResource => null,
        _ => throw new DistributedApplicationException($"The host cannot run '{instance.Resource.Name}', a {ResourceTypes.NameOf(instance.Resource)}."),
    };
}
