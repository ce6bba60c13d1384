using System.Diagnostics;
using System.Text.RegularExpressions;
using Npgsql;
using Realtime.Documentation.Tests.Stack;

namespace Realtime.Documentation.Tests.Deployment;

/// <summary>The commands of docs/deploy.md back the three databases up and restore them beside the live ones, with everything in them.</summary>
[Collection(DocumentationCollection.Name)]
public sealed partial class BackupTests(DocumentationFixture stack)
{
    private const string Suffix = "_restored";
    private static readonly string[] Databases = ["authdb", "presencedb", "deliverydb"];

    [Fact]
    public async Task What_was_backed_up_is_restored()
    {
        await Tools.RunAsync(["guide.mjs", "message", "backup-user"], stack.Environment);
        await using var live = Open("deliverydb", "");
        await Testing.Eventually.Async(async () => await ScalarAsync(live, "select count(*) from inbox where user_id = 'backup-user'") == 1, TimeSpan.FromSeconds(60), "the message is not stored");
        var folder = Directory.CreateTempSubdirectory("realtime-backup-");
        try
        {
            await ShellAsync(folder.FullName, Example("backup"));
            await ShellAsync(folder.FullName, Example("restore"));
            foreach (var database in Databases)
            {
                (await SchemaAsync(folder.FullName, database + Suffix)).ShouldBe(await SchemaAsync(folder.FullName, database), database);
            }

            await using var restored = Open("deliverydb", Suffix);
            (await ScalarAsync(restored, "select count(*) from inbox where user_id = 'backup-user'")).ShouldBe(1);
            (await ScalarAsync(restored, "select count(*) from rooms where epoch !~ '^[0-9a-f]{12}$'")).ShouldBe(0);
            await using var auth = Open("authdb", Suffix);
            (await ScalarAsync(auth, "select count(*) from signing_keys")).ShouldBeGreaterThan(0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Example(string name) =>
        Named().Matches(Repository.Read("docs/deploy.md")).Single(match => match.Groups["name"].Value == name).Groups["text"].Value;

    private NpgsqlDataSource Open(string database, string suffix) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(stack.Postgres) { Database = database + suffix, Pooling = false }.ConnectionString);

    private static async Task<long> ScalarAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private Task<string> SchemaAsync(string folder, string database) => ShellAsync(folder, $"pg_dump --schema-only --no-owner {database} | grep -v '^\\\\\\(un\\)\\?restrict'");

    private async Task<string> ShellAsync(string folder, string script)
    {
        var server = new NpgsqlConnectionStringBuilder(stack.Postgres);
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", "set -euo pipefail\n" + script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["PGHOST"] = server.Host,
                ["PGPORT"] = $"{server.Port}",
                ["PGUSER"] = server.Username,
                ["PGPASSWORD"] = server.Password,
                ["SUFFIX"] = Suffix,
            },
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await errors);
        return await output;
    }

    [GeneratedRegex(@"<!-- example: (?<name>[a-z]+) -->\n```sh\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Named();
}
