using System.Globalization;
using Aspire.Hosting.Orchestration.Processes;
using Aspire.Hosting.Orchestration.Servers;

namespace Aspire.Hosting.PostgreSQL;

/// <summary>Makes the data folder of a private server and says how its process is started.</summary>
internal sealed class PostgresInstance(PostgresInstallation installation, PostgresInstanceOptions options)
{
    private string DataFolder => Path.Combine(options.Directory, "data");

    private string PasswordFile => Path.Combine(options.Directory, "password");

    // initdb leaves a folder behind when it is killed half-way; only a folder with this mark is known to be whole.
    private string CompleteMark => Path.Combine(options.Directory, "complete");

    public ChildProcessOptions Server => new(installation.ServerPath, options.Directory)
    {
        Arguments =
        [
            "-D", DataFolder,
            "-p", options.Port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=",
            "-c", "max_connections=300",
            "-c", "log_checkpoints=off",
        ],
        Environment = CreateEnvironment(),
        RunAs = options.RunAs,
        StopSignal = UnixSignal.Interrupt,
    };

    public async Task InitializeAsync(Watchdog watchdog, Action<string> onOutput, CancellationToken cancellationToken)
    {
        if (File.Exists(CompleteMark))
        {
            return;
        }

        PrivateFolder.Create(options.Directory, options.RunAs);
        if (Directory.Exists(DataFolder))
        {
            Directory.Delete(DataFolder, recursive: true);
        }

        PrivateFolder.WriteFile(PasswordFile, options.Password, options.RunAs);
        await using var init = ChildProcess.Start(CreateInit() with { OnOutput = onOutput, OnError = onOutput }, watchdog);
        var exitCode = await init.Completion.WaitAsync(cancellationToken);
        File.Delete(PasswordFile);
        if (exitCode != 0)
        {
            throw new ServerStartException($"PostgreSQL cannot make its data folder {DataFolder} (initdb ended with exit code {exitCode}); its log says why.");
        }

        PrivateFolder.WriteFile(CompleteMark, "");
    }

    private static Dictionary<string, string> CreateEnvironment()
    {
        var environment = CleanEnvironment.Without(static name => name.StartsWith("PG", StringComparison.Ordinal) || name.StartsWith("LC_", StringComparison.Ordinal));
        environment["LC_ALL"] = "C";
        environment["TZ"] = "UTC";
        return environment;
    }

    private ChildProcessOptions CreateInit() => new(installation.InitPath, options.Directory)
    {
        Arguments =
        [
            "-D", DataFolder,
            "-U", options.UserName,
            "--auth=scram-sha-256",
            "--pwfile=" + PasswordFile,
            "--encoding=UTF8",
            "--no-locale",
            .. options.IsThrowaway ? (string[])["--no-sync"] : [],
        ],
        Environment = CreateEnvironment(),
        RunAs = options.RunAs,
    };
}
