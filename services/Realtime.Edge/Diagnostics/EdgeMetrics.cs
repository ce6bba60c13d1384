using System.Diagnostics.Metrics;
using Realtime.Edge.Gateways;

namespace Realtime.Edge.Diagnostics;

internal sealed class EdgeMetrics
{
    public const string MeterName = "Realtime.Edge";

    private readonly Counter<long> _limited;
    private readonly Counter<long> _retries;
    private readonly UpDownCounter<long> _connections;
    private readonly UpDownCounter<long> _sockets;

    public EdgeMetrics(IMeterFactory factory, GatewayTable gateways)
    {
        var meter = factory.Create(MeterName);
        _limited = meter.CreateCounter<long>("realtime.edge.limited", "{request}", "Requests refused by a limit, by reason.");
        _retries = meter.CreateCounter<long>("realtime.edge.connect.retries", "{retry}", "Requests sent to another replica because one could not be connected to.");
        _connections = meter.CreateUpDownCounter<long>("realtime.edge.connections", "{connection}", "Open client connections.");
        _sockets = meter.CreateUpDownCounter<long>("realtime.edge.sockets", "{socket}", "Sockets that pass through.");
        meter.CreateObservableGauge(
            "realtime.edge.gateways",
            () => new[]
            {
                new Measurement<int>(gateways.Replicas.Count(replica => !replica.Draining), new KeyValuePair<string, object?>("state", "serving")),
                new Measurement<int>(gateways.Replicas.Count(replica => replica.Draining), new KeyValuePair<string, object?>("state", "draining")),
            },
            "{gateway}",
            "Gateway replicas heard of.");
    }

    public void Limited(string reason) => _limited.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void ConnectRetried(string cluster) => _retries.Add(1, new KeyValuePair<string, object?>("cluster", cluster));

    public void ConnectionOpened() => _connections.Add(1);

    public void ConnectionClosed() => _connections.Add(-1);

    public void SocketOpened() => _sockets.Add(1);

    public void SocketClosed() => _sockets.Add(-1);
}
