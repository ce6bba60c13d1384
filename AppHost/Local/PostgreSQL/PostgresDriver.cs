using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Orchestration.Health;
using Aspire.Hosting.Orchestration.Instances;
using Aspire.Hosting.Orchestration.Processes;
using Aspire.Hosting.Orchestration.Servers;

namespace Aspire.Hosting.PostgreSQL;

/// <summary>Runs a private database server.</summary>
internal sealed class PostgresDriver(PostgresServerResource server, RunContext context) : IProcessDriver
{
    private PostgresInstance? _instance;
    private string _folder = "";

    public bool IsEssential => true;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var package = new ServerPackage("PostgreSQL", "postgresql", "postgresql", server.Name, "Host=host;Port=5432;Username=user;Password=password");
        var log = context.Logs.For(server.Name);
        var installation = await context.Programs.GetAsync(package, PostgresInstallation.Find, context.Watchdog, log.Write, cancellationToken);
        var account = UnixProcess.IsRoot ? UserAccount.Find("postgres", "nobody") : null;
        _folder = context.Folder.ForServer(server.Name, account);
        _instance = new PostgresInstance(installation, new PostgresInstanceOptions(_folder, server.PrimaryEndpoint.Port, server.UserName, server.PasswordParameter.Value)
        {
            RunAs = account,
            IsThrowaway = context.Folder.IsThrowaway,
        });
        await _instance.InitializeAsync(context.Watchdog, log.Write, cancellationToken);
    }

    public Task<ChildProcessOptions> CreateProcessAsync(CancellationToken cancellationToken) => Task.FromResult(_instance!.Server);

    public async Task<ProbeResult>? CheckHealthAsync(CancellationToken cancellationToken) =>
        await PostgresProbe.CheckAsync((await server.ConnectionStringExpression.GetValueAsync(cancellationToken))!, cancellationToken);

    public string DescribeFailure(int? exitCode, string? refusal) =>
        ServerFailure.Describe("PostgreSQL", _folder, context.Logs.For(server.Name), exitCode, refusal);
}
