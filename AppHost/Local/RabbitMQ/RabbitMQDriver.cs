using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Orchestration.Health;
using Aspire.Hosting.Orchestration.Instances;
using Aspire.Hosting.Orchestration.Processes;
using Aspire.Hosting.Orchestration.Servers;

namespace Aspire.Hosting.RabbitMQ;

/// <summary>Runs a private broker, and beside it the port mapper that Erlang wants.</summary>
internal sealed class RabbitMQDriver(RabbitMQServerResource server, RunContext context) : IProcessDriver
{
    private RabbitMQNode? _node;
    private string _folder = "";
    private ChildProcess? _portMapper;

    public bool IsEssential => true;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var package = new ServerPackage("RabbitMQ", "rabbitmq-server", "rabbitmq", server.Name, "amqp://user:password@host:5672");
        var installation = await context.Programs.GetAsync(package, RabbitMQInstallation.Find, context.Watchdog, context.Logs.For(server.Name).Write, cancellationToken);
        _folder = context.Folder.ForServer(server.Name, owner: null);
        _node = new RabbitMQNode(installation, new RabbitMQNodeOptions(_folder, server.PrimaryEndpoint.Port, server.UserName, server.PasswordParameter.Value)
        {
            ManagementPort = server.ManagementEndpoint.Exists ? server.ManagementEndpoint.Port : null,
            DistributionPort = context.Ports.TakeFree(),
            PortMapperPort = context.Ports.TakeFree(),
        });
        _node.WriteFiles();
    }

    public Task<ChildProcessOptions> CreateProcessAsync(CancellationToken cancellationToken)
    {
        if (_portMapper is not { Completion.IsCompleted: false })
        {
            _portMapper = ChildProcess.Start(_node!.PortMapper, context.Watchdog);
        }

        return Task.FromResult(_node!.Broker);
    }

    public async Task<ProbeResult>? CheckHealthAsync(CancellationToken cancellationToken) =>
        await RabbitMQProbe.CheckAsync(new Uri((await server.ConnectionStringExpression.GetValueAsync(cancellationToken))!), cancellationToken);

    public async Task CleanUpAsync()
    {
        if (_portMapper is { } portMapper)
        {
            await portMapper.StopAsync(TimeSpan.FromSeconds(1));
            await portMapper.DisposeAsync();
        }
    }

    public string DescribeFailure(int? exitCode, string? refusal) =>
        ServerFailure.Describe("RabbitMQ", _folder, context.Logs.For(server.Name), exitCode, refusal);
}
