using Aspire.Hosting.Orchestration.Servers;

namespace Aspire.Hosting.RabbitMQ;

internal sealed record RabbitMQInstallation(string ServerPath, string PortMapperPath)
{
    // The wrapper that distributions put into /usr/sbin insists on the user rabbitmq; the script behind it does not.
    private static readonly string[] Servers =
    [
        "/usr/lib/rabbitmq/bin/rabbitmq-server",
        "/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server",
        "/opt/rabbitmq/sbin/rabbitmq-server",
        "/opt/homebrew/opt/rabbitmq/sbin/rabbitmq-server",
        "/usr/local/opt/rabbitmq/sbin/rabbitmq-server",
    ];

    private static readonly string[] PortMappers =
    [
        "/usr/lib/erlang/erts-*/bin/epmd",
        "/usr/lib64/erlang/erts-*/bin/epmd",
        "/opt/homebrew/bin/epmd",
        "/usr/local/bin/epmd",
    ];

    public static RabbitMQInstallation? Find(ProgramSearch search) =>
        search.FindWellKnown(Servers) is { } server && (search.FindOnPath("epmd") ?? search.FindWellKnown(PortMappers)) is { } mapper
            ? new RabbitMQInstallation(server, mapper)
            : null;
}
