using System.Text.Json;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>No client speaks this: it hears, once per message, what happens in the rooms of places and of the vendors connected here, and sends nothing itself.</summary>
internal sealed class PlaceAdapter(IServiceProvider services) : IProtocolAdapter
{
    private const string Prefix = "cell:";

    private readonly Lazy<WatchIndex> _watches = new(services.GetRequiredService<WatchIndex>);
    private readonly Lazy<VendorDirectory> _vendors = new(services.GetRequiredService<VendorDirectory>);

    public string Name => "places";

    public EndpointSettings Settings { get; } = new() { PingInterval = null, IdleTimeout = null, Compression = false };

    public bool TryMatch(UpgradeRequest request) => false;

    public ValueTask<UpgradeDecision> AuthorizeAsync(UpgradeRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(UpgradeDecision.Refuse(404, "not_found", "There is no socket endpoint at this path."));

    public void OnOpened(ClientConnection connection)
    {
    }

    public void OnMessage(ClientConnection connection, ReadOnlyMemory<byte> payload, MessageKind kind)
    {
    }

    public OutboundFrame? Encode(RoomMessage message)
    {
        // Only the gateways themselves speak for vendors, not clients that publish to these rooms.
        if (message.Sender is not null || message.Kind != TargetKind.Room)
        {
            return null;
        }

        if (message.Type == VendorRooms.LocationChanged && message.Target.StartsWith(Prefix, StringComparison.Ordinal))
        {
            using var document = JsonDocument.Parse(message.Data);
            if (VendorMove.TryRead(document.RootElement, out var point)
                && document.RootElement.TryGetProperty("vendorId", out var vendorId) && vendorId.ValueKind == JsonValueKind.String)
            {
                _watches.Value.OnMove(message.Target, vendorId.GetString()!, point);
            }
        }
        else if (message.Type == VendorRooms.StatusChanged && message.Target.StartsWith(VendorRooms.Prefix, StringComparison.Ordinal))
        {
            using var document = JsonDocument.Parse(message.Data);
            if (VendorStatus.Read(document.RootElement) is { } status)
            {
                _vendors.Value.OnStatus(message.Target[VendorRooms.Prefix.Length..], status);
            }
        }

        return null;
    }
}
