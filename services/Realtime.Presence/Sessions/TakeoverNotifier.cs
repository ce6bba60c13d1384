using System.Text.Json;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;
using Realtime.Presence.Outbox;

namespace Realtime.Presence.Sessions;

/// <summary>
/// Tells the previous holder's gateway at once, on its own key; the event SessionReplaced follows from the outbox, and a gateway that heard neither
/// learns it by its next renewal.
/// </summary>
internal sealed class TakeoverNotifier(FanoutPublisher fanout, OutboxSignal outbox, TimeProvider time)
{
    public void Tell(string sessionKey, SessionHolder previous, long fencingToken)
    {
        var key = RoutingKeys.Gateway(previous.GatewayId);
        fanout.TryPost(key, new BatchEntry
        {
            Kind = EntryKind.Control,
            Target = key,
            Type = "session_replaced",
            Connection = previous.ConnectionId,
            Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Data = JsonSerializer.SerializeToUtf8Bytes(new SessionReplacedData(sessionKey, previous.ConnectionId, fencingToken), SessionsJsonContext.Default.SessionReplacedData),
        });
        outbox.Events.Set();
    }
}
