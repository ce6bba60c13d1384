using Microsoft.EntityFrameworkCore.Migrations;

namespace Realtime.Presence.Data.Migrations;

internal static class SqlScripts
{
    /// <summary>
    /// Runs the embedded scripts <c>Data/Sql/{name}.sql</c>. Those that make functions are run again by each migration that changes them, so they must
    /// replace what is there and may name columns that only a later migration adds.
    /// </summary>
    public static void Scripts(this MigrationBuilder migration, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            using var stream = typeof(SqlScripts).Assembly.GetManifestResourceStream($"sql/{name}.sql")
                ?? throw new InvalidOperationException($"The script {name} is not embedded.");
            using var reader = new StreamReader(stream);
            migration.Sql(reader.ReadToEnd());
        }
    }
}
