using System.Text.Json;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Backplane;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;

namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>Standbys as control entries of the backplane.</summary>
internal sealed class StandbyControl(FanoutPublisher fanout, IServiceProvider services, TimeProvider time) : IStandbyChannel, IControlHandler
{
    private const string EntryType = "socket_standbys";

    private readonly Lazy<Standbys> _standbys = new(services.GetRequiredService<Standbys>);

    public IReadOnlyList<string> Types { get; } = [EntryType];

    public void Send(StandbyBatch batch) => fanout.TryPost(BusNames.ControlKey, new BatchEntry
    {
        Kind = EntryKind.Control,
        Target = BusNames.ControlKey,
        Type = EntryType,
        Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Data = JsonSerializer.SerializeToUtf8Bytes(batch, RecoveryJsonContext.Default.StandbyBatch),
    });

    public void Handle(string type, in BatchEntryView entry)
    {
        if (JsonSerializer.Deserialize(entry.Data.Span, RecoveryJsonContext.Default.StandbyBatch) is { } batch)
        {
            _standbys.Value.Receive(batch);
        }
    }
}
