using Aspire.Hosting.Orchestration.Servers;

namespace Aspire.Hosting.PostgreSQL;

internal sealed record PostgresInstallation(string ServerPath, string InitPath)
{
    private static readonly string[] Servers =
    [
        "/usr/lib/postgresql/*/bin/postgres",
        "/usr/pgsql-*/bin/postgres",
        "/opt/homebrew/opt/postgresql*/bin/postgres",
        "/usr/local/opt/postgresql*/bin/postgres",
        "/usr/lib/postgresql/bin/postgres",
    ];

    public static PostgresInstallation? Find(ProgramSearch search) =>
        (search.FindWellKnown(Servers) ?? search.FindOnPath("postgres")) is { } server
        && Path.Combine(Path.GetDirectoryName(server)!, "initdb") is var init && File.Exists(init)
            ? new PostgresInstallation(server, init)
            : null;
}
