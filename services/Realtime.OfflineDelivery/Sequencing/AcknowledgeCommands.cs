using Npgsql;
using NpgsqlTypes;
using Realtime.OfflineDelivery.Data;

namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>The acknowledgements of a batch: those that name a message, and those that name an id.</summary>
internal sealed class AcknowledgeCommands
{
    private readonly List<Acknowledged> _named;

    private AcknowledgeCommands(List<Acknowledged> named) => _named = named;

    public NpgsqlBatchCommand? ByKey { get; private init; }

    public NpgsqlBatchCommand? ById { get; private init; }

    public static AcknowledgeCommands For(BatchPlan plan, DeliveryOptions options, DateTimeOffset now)
    {
        var onDevices = options.DoneWhen == DoneWhen.EveryDevice;
        var byKey = Receipts(plan.Acknowledged.Values, onDevices);
        var byId = Receipts(plan.AcknowledgedById.Values, onDevices);
        return new AcknowledgeCommands([.. byId.Select(static receipt => receipt.Message)])
        {
            ByKey = byKey.Count > 0 ? Command(byKey, onDevices, options, now) : null,
            ById = byId.Count > 0 ? CommandById(byId, onDevices, options, now) : null,
        };
    }

    public static async Task ReadByKeyAsync(NpgsqlDataReader reader, BatchPlan plan, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            var message = plan.Acknowledged[reader.GetGuid(0)];
            if (!reader.IsDBNull(1))
            {
                message.IsEarly = false;
                message.Taken = new Taken(reader.GetGuid(1), reader.Time(2), message.Scope!);
            }
            else if (message.Taken is null)
            {
                // A message that waited longer than its key is remembered is taken, and its key is new all the same.
                message.IsEarly = true;
            }
        }
    }

    public async Task ReadByIdAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            _named[(int)reader.GetInt64(0) - 1].Taken = new Taken(reader.GetGuid(1), reader.Time(2), reader.GetString(3));
        }
    }

    private static NpgsqlBatchCommand Command(List<(Acknowledged Message, string Device)> receipts, bool onDevices, DeliveryOptions options, DateTimeOffset now)
    {
        var command = new NpgsqlBatchCommand(onDevices ? "SELECT * FROM acknowledge_on_devices($1, $2, $3, $4, $5, $6, $7)" : "SELECT * FROM acknowledge_messages($1, $2, $3, $4, $5)");
        command.Parameters.Add(receipts.Select(static receipt => receipt.Message.Key!.Value).ToArray(), NpgsqlDbType.Uuid);
        command.Parameters.Add(receipts.Select(static receipt => receipt.Message.UserId).ToArray(), NpgsqlDbType.Text);
        command.Parameters.Add(receipts.Select(static receipt => receipt.Message.Scope!).ToArray(), NpgsqlDbType.Text);
        command.Parameters.Add(receipts.Select(static receipt => receipt.Message.MessageId).ToArray(), NpgsqlDbType.Text);
        AddDevices(command, receipts, onDevices, options, now);
        return command;
    }

    private static NpgsqlBatchCommand CommandById(List<(Acknowledged Message, string Device)> receipts, bool onDevices, DeliveryOptions options, DateTimeOffset now)
    {
        var command = new NpgsqlBatchCommand(onDevices ? "SELECT * FROM acknowledge_ids_on_devices($1, $2, $3, $4, $5)" : "SELECT * FROM acknowledge_ids($1, $2)");
        command.Parameters.Add(receipts.Select(static receipt => receipt.Message.UserId).ToArray(), NpgsqlDbType.Text);
        command.Parameters.Add(receipts.Select(static receipt => receipt.Message.MessageId).ToArray(), NpgsqlDbType.Text);
        if (onDevices)
        {
            AddDevices(command, receipts, onDevices, options, now);
        }

        return command;
    }

    private static void AddDevices(NpgsqlBatchCommand command, List<(Acknowledged Message, string Device)> receipts, bool onDevices, DeliveryOptions options, DateTimeOffset now)
    {
        if (onDevices)
        {
            command.Parameters.Add(receipts.Select(static receipt => receipt.Device).ToArray(), NpgsqlDbType.Text);
        }

        command.Parameters.Time(now);
        if (onDevices)
        {
            command.Parameters.Time(now - options.DeviceTime);
        }
    }

    /// <summary>One for each device where that matters.</summary>
    private static List<(Acknowledged Message, string Device)> Receipts(IReadOnlyCollection<Acknowledged> acknowledged, bool onDevices) =>
        onDevices
            ? [.. acknowledged.SelectMany(static message => message.Devices.Select(device => (message, device)))]
            : [.. acknowledged.Select(static message => (message, ""))];
}
