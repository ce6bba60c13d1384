using Npgsql;
using NpgsqlTypes;
using Realtime.ServiceDefaults.Databases;

namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>Whether a message was accepted before. A hint that saves a publish; what passes it is judged again when it is stored.</summary>
internal sealed partial class KnownMessages(NpgsqlDataSource database, DatabaseGate gate, ILogger<KnownMessages> logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<bool> ContainsAsync(string target, string scope, string messageId, CancellationToken cancellationToken)
    {
        if (!gate.IsOpen)
        {
            return false;
        }

        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Limit);
            await using var command = database.CreateCommand("SELECT EXISTS (SELECT FROM dedupe WHERE key = $1)");
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = MessageKey.Of(target, scope, messageId), NpgsqlDbType = NpgsqlDbType.Uuid });
            return (bool)(await command.ExecuteScalarAsync(limit.Token))!;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is NpgsqlException or TimeoutException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            // Without the database messages are accepted all the same.
            Log.Skipped(logger, exception.GetType().Name);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5211, LogLevel.Debug, "Whether a message is known could not be looked up ({Kind}).", EventName = "LookupSkipped")]
        public static partial void Skipped(ILogger logger, string kind);
    }
}
