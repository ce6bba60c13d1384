using System.Diagnostics.Metrics;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.Diagnostics;

/// <summary>Instruments whose values are read at the scrape.</summary>
internal sealed class SocketMetrics : IHostedService
{
    private static readonly KeyValuePair<string, object?> Receive = new("network.io.direction", "receive");
    private static readonly KeyValuePair<string, object?> Transmit = new("network.io.direction", "transmit");

    public SocketMetrics(IMeterFactory factory, ConnectionHub hub, GatewayCounters counters)
    {
        var meter = factory.Create(TrafficMetrics.MeterName);
        meter.CreateObservableUpDownCounter("realtime.gateway.connections", () => hub.ConnectionCount, "{connection}", "Open connections.");
        meter.CreateObservableUpDownCounter("realtime.gateway.rooms", () => hub.RoomCount, "{room}", "Rooms with local members.");
        meter.CreateObservableUpDownCounter("realtime.gateway.users", () => hub.UserCount, "{user}", "Users with local connections.");
        meter.CreateObservableCounter("realtime.gateway.frames", () => Directions(counters.FramesIn, counters.FramesOut), "{frame}", "WebSocket frames.");
        meter.CreateObservableCounter("realtime.gateway.io", () => Directions(counters.BytesIn, counters.BytesOut), "By", "Bytes on sockets.");
        meter.CreateObservableCounter("realtime.gateway.deliveries", () => counters.Deliveries, "{message}", "Messages handed to members by fan-outs.");
        meter.CreateObservableCounter("realtime.gateway.dropped", () => counters.Dropped, "{message}", "Messages dropped for slow readers.");
        meter.CreateObservableCounter("realtime.gateway.handler.faults", () => counters.HandlerFaults, "{fault}", "Exceptions in protocol handlers.");
        meter.CreateObservableGauge("realtime.gateway.queue.bytes", () => hub.QueuedBytes(), "By", "Bytes waiting for slow sockets.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static Measurement<long>[] Directions(long received, long sent) => [new(received, Receive), new(sent, Transmit)];
}
