using System.Globalization;
using Aspire.Hosting.Orchestration.Processes;
using Aspire.Hosting.Orchestration.Servers;

namespace Aspire.Hosting.RabbitMQ;

/// <summary>Writes the files of a private broker and says how its two processes are started.</summary>
internal sealed class RabbitMQNode(RabbitMQInstallation installation, RabbitMQNodeOptions options)
{
    private static readonly string[] ForeignPrefixes = ["RABBITMQ_", "ERL_", "ERLANG_"];

    public ChildProcessOptions PortMapper => new(installation.PortMapperPath, options.Directory)
    {
        Arguments = ["-port", Text(options.PortMapperPort), "-address", "127.0.0.1"],
        Environment = CreateEnvironment(),
    };

    public ChildProcessOptions Broker => new(installation.ServerPath, options.Directory)
    {
        Environment = CreateEnvironment(),
    };

    private string ConfigurationFile => Path.Combine(options.Directory, "rabbitmq.conf");

    private string PluginsFile => Path.Combine(options.Directory, "enabled_plugins");

    public void WriteFiles()
    {
        PrivateFolder.Create(options.Directory);
        PrivateFolder.WriteFile(ConfigurationFile, CreateConfiguration());
        PrivateFolder.WriteFile(PluginsFile, options.ManagementPort is null ? "[].\n" : "[rabbitmq_management].\n");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string CreateConfiguration() => string.Create(CultureInfo.InvariantCulture, $"""
        listeners.tcp.1 = 127.0.0.1:{options.Port}
        default_user = {options.UserName}
        default_pass = {options.Password}
        loopback_users = none
        disk_free_limit.absolute = 50MB
        vm_memory_high_watermark.relative = 0.6
        log.connection.level = warning
        {(options.ManagementPort is { } port ? $"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {port}" : "")}

        """);

    private Dictionary<string, string> CreateEnvironment()
    {
        var environment = CleanEnvironment.Without(static name =>
            name == "NOTIFY_SOCKET" || ForeignPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
        string Inside(string name) => Path.Combine(options.Directory, name);

        environment["HOME"] = options.Directory;
        environment["ERL_EPMD_PORT"] = Text(options.PortMapperPort);
        environment["ERL_EPMD_ADDRESS"] = "127.0.0.1";
        environment["RABBITMQ_NODENAME"] = "realtime@localhost";
        environment["RABBITMQ_DIST_PORT"] = Text(options.DistributionPort);
        environment["RABBITMQ_MNESIA_BASE"] = Inside("data");
        environment["RABBITMQ_LOG_BASE"] = Inside("log");
        environment["RABBITMQ_LOGS"] = "-";
        environment["RABBITMQ_PLUGINS_EXPAND_DIR"] = Inside("plugins");
        environment["RABBITMQ_GENERATED_CONFIG_DIR"] = Inside("config");
        environment["RABBITMQ_ENABLED_PLUGINS_FILE"] = PluginsFile;
        environment["RABBITMQ_CONFIG_FILE"] = ConfigurationFile;
        environment["RABBITMQ_CONFIG_FILES"] = Inside("conf.d");
        environment["RABBITMQ_ADVANCED_CONFIG_FILE"] = Inside("advanced.config");
        environment["RABBITMQ_CONF_ENV_FILE"] = Inside("rabbitmq-env.conf");

        // Loopback only, and schedulers that sleep instead of spinning: the stack shares a small machine.
        environment["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none";

        // The start script then becomes the broker instead of waiting beside it: one pid, and signals reach it.
        environment["RUNNING_UNDER_SYSTEMD"] = "true";
        return environment;
    }
}
