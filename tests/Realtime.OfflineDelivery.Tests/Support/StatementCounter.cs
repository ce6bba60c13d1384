using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Realtime.OfflineDelivery.Tests.Support;

/// <summary>Statements that this process sends to one database, as the driver traces them.</summary>
internal sealed class StatementCounter : IDisposable
{
    private readonly ConcurrentQueue<string> _statements = new();
    private readonly ActivityListener _listener;

    public StatementCounter(string databaseAddress)
    {
        var database = new NpgsqlConnectionStringBuilder(databaseAddress).Database!;
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Npgsql",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TagObjects.Any(tag => tag.Value as string == database || (tag.Value as string)?.Contains($"Database={database}", StringComparison.Ordinal) == true))
                {
                    _statements.Enqueue((activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) as string ?? "");
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>How many statements name one of these.</summary>
    public int CountOf(params string[] names) => _statements.Count(statement => names.Any(name => statement.Contains(name, StringComparison.Ordinal)));

    public void Dispose() => _listener.Dispose();
}
