using MassTransit;
using Realtime.Contracts.DomainEvents;
using Realtime.Contracts.Rooms;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>Moves that other services tell of: treated like those of connected vendors, by one gateway.</summary>
internal sealed partial class VendorLocationConsumer(VendorFeed feed, ILogger<VendorLocationConsumer> logger) : IConsumer<VendorLocationChanged>
{
    public async Task Consume(ConsumeContext<VendorLocationChanged> context)
    {
        var moved = context.Message;
        if (!UserId.IsValid(moved.VendorId) || !(Math.Abs(moved.Lat) <= 90) || !(Math.Abs(moved.Lng) <= 180))
        {
            Log.Refused(logger, context.MessageId);
            return;
        }

        await feed.MoveAsync(moved.VendorId, new GeoPoint(moved.Lat, moved.Lng));
    }

    private static partial class Log
    {
        [LoggerMessage(3140, LogLevel.Warning, "A vendor's move has no valid vendor or place and is dropped (message {MessageId}).", EventName = "VendorMoveRefused")]
        public static partial void Refused(ILogger logger, Guid? messageId);
    }
}
