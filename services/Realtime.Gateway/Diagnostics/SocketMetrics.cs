using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.Diagnostics;

/// <summary>Instruments whose values are read at the scrape.</summary>
internal sealed class SocketMetrics : IHostedService
{
    private static readonly KeyValuePair<string, object?> Receive = new("network.io.direction", "receive");
    private static readonly KeyValuePair<string, object?> Transmit = new("network.io.direction", "transmit");

    public SocketMetrics(IMeterFactory factory, ConnectionHub hub, GatewayCounters counters, DrainState drain, IOptions<DrainOptions> options)
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
        meter.CreateObservableGauge("realtime.gateway.drain.elapsed", () => drain.Elapsed.TotalSeconds, "s", "How long the gateway has been draining; 0 while it serves.");
        meter.CreateObservableGauge("realtime.gateway.drain.budget", () => options.Value.Duration.TotalSeconds, "s", "How long a drain takes as configured.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static Measurement<long>[] Directions(long received, long sent) => [new(received, Receive), new(sent, Transmit)];
}
