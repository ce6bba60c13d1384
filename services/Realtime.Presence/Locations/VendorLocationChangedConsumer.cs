using MassTransit;
using Realtime.Contracts.DomainEvents;
using Realtime.Presence.Diagnostics;

namespace Realtime.Presence.Locations;

/// <summary>A service says where a vendor is; it counts as if the vendor had said so.</summary>
internal sealed partial class VendorLocationChangedConsumer(LocationService locations, PresenceMetrics metrics, ILogger<VendorLocationChangedConsumer> logger) : IConsumer<VendorLocationChanged>
{
    public async Task Consume(ConsumeContext<VendorLocationChanged> context)
    {
        var message = context.Message;
        var position = new VendorPosition(message.VendorId, message.Lat, message.Lng, message.At == default ? null : message.At);
        if (GeoRules.WrongField(position) is { } field)
        {
            // Trying again would not mend it.
            metrics.Positions("invalid", 1);
            Log.Invalid(logger, field);
            return;
        }

        await locations.PutAsync([position], context.CancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(4511, LogLevel.Warning, "A VendorLocationChanged was ignored: {Field} is missing or out of bounds.", EventName = "PositionInvalid")]
        public static partial void Invalid(ILogger logger, string field);
    }
}
