using Microsoft.Extensions.Options;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.SocketIo;
using Realtime.Gateway.SocketIo.Location;
using Realtime.Gateway.SocketIo.Recovery;
using Realtime.Gateway.Tests.SocketIo.Support;

namespace Realtime.Gateway.Tests.SocketIo;

public sealed class OwnMessagesTests
{
    private readonly SteppedTime _time = new();
    private readonly OwnMessages _own;

    public OwnMessagesTests() => _own = new OwnMessages([new VendorRoomEvents()], Options.Create(new SocketIoOptions()), _time);

    [Fact]
    public void ReadAfter_TheLastOfEachTypeOfItsRooms_IsTold()
    {
        _own.Note(Move("m1", "v1", 1));
        _time.Advance(10);
        var then = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _time.Advance(10);
        _own.Note(Move("m2", "v1", 2));
        _own.Note(Move("m3", "v1", 3));
        _own.Note(Move("m4", "v2", 4));
        _own.Note(Message("m5", "vendor:v1", VendorRooms.StatusChanged, LocationJson.Status("v1", new VendorStatus(true, 1))));
        _own.Note(Message("m6", "cell:1", VendorRooms.LocationChanged, LocationJson.Changed("v1", new GeoPoint(1, 1))));

        _own.ReadAfter(new MissedQuery(["vendor:v1", "cell:1"], then)).Select(message => message.MessageId).ShouldBe(["m3", "m5"], ignoreOrder: true);
        _own.ReadAfter(new MissedQuery(["vendor:v1"], _time.GetUtcNow().ToUnixTimeMilliseconds())).ShouldBeEmpty();
    }

    [Fact]
    public void Expire_AfterTheWindow_ForgetsAll()
    {
        _own.Note(Move("m1", "v1", 1));
        _own.Expire();
        _own.Count.ShouldBe(1);

        _time.Advance(TimeSpan.FromSeconds(new RecoveryOptions().WindowSeconds + 1));
        _own.Expire();

        _own.Count.ShouldBe(0);
    }

    private RoomMessage Move(string id, string vendor, double lat) => Message(id, VendorRooms.Of(vendor), VendorRooms.LocationChanged, LocationJson.Changed(vendor, new GeoPoint(lat, 1)));

    private RoomMessage Message(string id, string room, string type, byte[] data) =>
        new() { Kind = TargetKind.Room, Target = room, Type = type, Data = data, MessageId = id, Timestamp = _time.GetUtcNow() };
}
