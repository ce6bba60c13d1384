namespace Aspire.Hosting;

/// <summary>Turns the command line into configuration, and rejects what nobody would read.</summary>
internal static class HostArguments
{
    public const string RandomPorts = "DcpPublisher:RandomizePorts";
    public const string NoInstall = "Local:NoInstall";
    public const string Clean = "Local:Clean";
    public const string Publisher = "Publishing:Publisher";
    public const string OutputPath = "Publishing:OutputPath";
    public const string Operation = "AppHost:Operation";
    public const string Step = "Pipeline:Step";

    private static readonly Dictionary<string, string> Flags = new(StringComparer.Ordinal)
    {
        ["--random-ports"] = RandomPorts,
        ["--no-install"] = NoInstall,
        ["--clean"] = Clean,
    };

    private static readonly Dictionary<string, string> Switches = new(StringComparer.Ordinal)
    {
        ["--publisher"] = Publisher,
        ["--output-path"] = OutputPath,
        ["--operation"] = Operation,
        ["--step"] = Step,
        ["--environment"] = "Environment",
    };

    public static (Dictionary<string, string?> Values, string? Error) Parse(IReadOnlyList<string> args)
    {
        Dictionary<string, string?> values = new(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Count; i++)
        {
            var argument = args[i];
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument : argument[..equals];
            if (Flags.TryGetValue(name, out var flag))
            {
                values[flag] = equals < 0 ? "true" : argument[(equals + 1)..];
                continue;
            }

            if (!Switches.TryGetValue(name, out var key))
            {
                if (!name.Contains(':', StringComparison.Ordinal))
                {
                    return (values, $"Unknown option {name}. Known are {string.Join(", ", Flags.Keys.Concat(Switches.Keys))}, and any setting as --Section:Name=value.");
                }

                key = name.TrimStart('-');
            }

            if (equals < 0 && ++i >= args.Count)
            {
                return (values, $"The option {name} needs a value.");
            }

            values[key] = equals < 0 ? args[i] : argument[(equals + 1)..];
        }

        return (values, null);
    }
}
