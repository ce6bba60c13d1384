using System.Text;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Backplane;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;

namespace Realtime.Gateway.Management;

/// <summary>Closes sockets with 4403: here at once, on the other gateways by a control entry.</summary>
internal sealed class Disconnects(ConnectionHub hub, FanoutPublisher fanout, TimeProvider time) : IControlHandler
{
    private const string DefaultReason = "Disconnected by an administrator";

    public IReadOnlyList<string> Types { get; } = [ControlTypes.DisconnectUser, ControlTypes.DisconnectRoom, ControlTypes.DisconnectConnection];

    public void Everywhere(string type, string name)
    {
        Here(type, name, null);
        fanout.TryPost(BusNames.ControlKey, new BatchEntry
        {
            Kind = EntryKind.Control,
            Target = BusNames.ControlKey,
            Type = type,
            Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Data = Encoding.UTF8.GetBytes(name),
        });
    }

    public void Handle(string type, in BatchEntryView entry) => Here(type, Encoding.UTF8.GetString(entry.Data.Span), null);

    public void Here(string type, string name, string? reason)
    {
        foreach (var connection in Concerned(type, name))
        {
            connection.Close(CloseCode.Forbidden, reason ?? DefaultReason);
        }
    }

    private IReadOnlyList<ClientConnection> Concerned(string type, string name) => type switch
    {
        ControlTypes.DisconnectUser => [.. hub.GetUserConnections(name), .. hub.Connections.Where(connection => connection.HasIdentity(identity => identity.UserId == name))],
        ControlTypes.DisconnectRoom => hub.GetRoomMembers(name),
        _ => hub.Find(name) is { } connection ? [connection] : [],
    };
}
