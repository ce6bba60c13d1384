using Aspire.Hosting.Orchestration.Ports;
using Aspire.Hosting.Orchestration.Processes;
using Aspire.Hosting.Orchestration.Servers;
using Aspire.Hosting.PostgreSQL;
using Aspire.Hosting.RabbitMQ;

namespace Realtime.Testing;

/// <summary>One broker and one database server per test process, started by the first test that needs them, ended with the process.</summary>
internal static class PrivateServers
{
    private const string User = "realtime";
    private const string Password = "test-password";
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Task<ServerAddresses>> Started = new(StartAsync);

    public static Task<ServerAddresses> GetAsync() => Started.Value;

    private static async Task<ServerAddresses> StartAsync()
    {
        var ports = new PortAllocator();
        var folder = Directory.CreateTempSubdirectory("realtime-test-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        }

        // The watchdog ends the servers and removes the folder when this process is gone.
        var watchdog = Watchdog.Start(folder);
        var broker = StartBrokerAsync(ports, folder, watchdog);
        var postgres = StartPostgresAsync(ports, folder, watchdog);
        await Task.WhenAll(broker, postgres);
        var (brokerUri, management) = await broker;
        return new ServerAddresses(brokerUri, management, await postgres);
    }

    private static async Task<(Uri Broker, Uri Management)> StartBrokerAsync(PortAllocator ports, string folder, Watchdog watchdog)
    {
        var installation = RabbitMQInstallation.Find(ProgramSearch.ThisMachine)
            ?? throw new InvalidOperationException("RabbitMQ is not installed.");
        var options = new RabbitMQNodeOptions(Path.Combine(folder, "messaging"), ports.TakeFree(), User, Password)
        {
            ManagementPort = ports.TakeFree(),
            DistributionPort = ports.TakeFree(),
            PortMapperPort = ports.TakeFree(),
        };
        var node = new RabbitMQNode(installation, options);
        node.WriteFiles();
        ChildProcess.Start(node.PortMapper, watchdog);
        var broker = ChildProcess.Start(node.Broker, watchdog);
        var uri = new Uri($"amqp://{User}:{Password}@127.0.0.1:{options.Port}");
        await WaitAsync(broker, cancellationToken => RabbitMQProbe.CheckAsync(uri, cancellationToken));
        return (uri, new Uri($"http://127.0.0.1:{options.ManagementPort}"));
    }

    private static async Task<string> StartPostgresAsync(PortAllocator ports, string folder, Watchdog watchdog)
    {
        var installation = PostgresInstallation.Find(ProgramSearch.ThisMachine)
            ?? throw new InvalidOperationException("PostgreSQL is not installed.");
        var options = new PostgresInstanceOptions(Path.Combine(folder, "postgres"), ports.TakeFree(), "postgres", Password)
        {
            RunAs = UnixProcess.IsRoot ? UserAccount.Find("postgres", "nobody") : null,
            IsThrowaway = true,
        };
        var instance = new PostgresInstance(installation, options);
        await instance.InitializeAsync(watchdog, static _ => { }, CancellationToken.None);
        var server = ChildProcess.Start(instance.Server, watchdog);
        var connectionString = $"Host=127.0.0.1;Port={options.Port};Username=postgres;Password={Password}";
        await WaitAsync(server, cancellationToken => PostgresProbe.CheckAsync(connectionString, cancellationToken));
        return connectionString;
    }

    private static async Task WaitAsync(ChildProcess server, Func<CancellationToken, Task<string?>> check)
    {
        using var deadline = new CancellationTokenSource(StartDeadline);
        while (await check(deadline.Token) is not null)
        {
            if (server.Completion.IsCompleted)
            {
                throw new InvalidOperationException($"A server ended with exit code {await server.Completion}.");
            }

            await Task.Delay(100, deadline.Token);
        }
    }
}
