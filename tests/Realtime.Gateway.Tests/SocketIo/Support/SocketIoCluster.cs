using System.Collections.Concurrent;
using System.Text;
using Realtime.Contracts.Locations;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.SocketIo.Location;
using Realtime.Messaging;

namespace Realtime.Gateway.Tests.SocketIo.Support;

/// <summary>What the hosts of a test share in place of the other services and the broker.</summary>
internal sealed class SocketIoCluster
{
    private readonly ConcurrentDictionary<string, SocketIoHost> _hosts = new();
    private readonly ConcurrentBag<SocketIoHost> _killed = [];

    public SocketIoCluster() => Tokens = new FakeTokens(Time);

    public SteppedTime Time { get; } = new();

    public FakeLocations Locations { get; } = new();

    public FakeTokens Tokens { get; }

    public IReadOnlyDictionary<string, SocketIoHost> Hosts => _hosts;

    /// <summary>What has been published to rooms and delivered to every host, in order.</summary>
    public ConcurrentQueue<string> Published { get; } = new();

    public void Add(string id, SocketIoHost host) => _hosts[id] = host;

    /// <summary>Publishes to the hubs of all hosts, as the broker would.</summary>
    public void Publish(string room, string type, byte[] data)
    {
        var message = Message(room, type, data);
        foreach (var host in _hosts.Values)
        {
            host.Hub.Publish(message);
        }

        Published.Enqueue(Encoding.UTF8.GetString(data));
    }

    public RoomMessage Message(string room, string type, byte[] data) => new()
    {
        Kind = TargetKind.Room,
        Target = room,
        Type = type,
        Data = data,
        MessageId = MessageIds.New(),
        Timestamp = Time.GetUtcNow(),
    };

    /// <summary>What a vendor's followers get when it moves, for a test to publish where and when it likes.</summary>
    public RoomMessage MoveOf(string vendorId, GeoPoint point) => Message(VendorRooms.Of(vendorId), VendorRooms.LocationChanged, LocationJson.Changed(vendorId, point));

    /// <summary>A vendor moves as if connected to the first host.</summary>
    public async Task MoveAsync(string vendorId, GeoPoint point)
    {
        await Locations.StoreAsync(new VendorPosition(vendorId, point.Lat, point.Lng, Time.GetUtcNow()));
        foreach (var room in Cells.Of(point).Prepend(VendorRooms.Of(vendorId)))
        {
            Publish(room, VendorRooms.LocationChanged, LocationJson.Changed(vendorId, point));
        }
    }

    /// <summary>The others do not reach this one any more, and it hears nothing.</summary>
    public void Kill(string id)
    {
        if (_hosts.TryRemove(id, out var host))
        {
            _killed.Add(host);
        }
    }

    public Task<SocketIoHost> StartAsync(string id, params (string Key, string Value)[] settings) => SocketIoHost.StartAsync(this, id, settings);

    public async Task StopAsync()
    {
        foreach (var host in _hosts.Values.Concat(_killed))
        {
            await host.DisposeAsync();
        }
    }
}
