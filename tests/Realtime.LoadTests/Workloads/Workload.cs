using System.Diagnostics;
using Realtime.LoadTests.Generator;
using Realtime.LoadTests.Servers;

namespace Realtime.LoadTests.Workloads;

/// <summary>A row of the table: runs against a fresh server. The gateway must reach <paramref name="MustReach"/> or less.</summary>
internal sealed record Workload(string Key, string Title, string Unit, double? MustReach, Func<ServerProcess, Wire, LoadTime, Measurement> Run)
{
    private const int Rooms = 1000;
    private const int MembersPerRoom = 5;
    private const int Size = 128;

    private static readonly string Payload = new('x', Size);

    public static IReadOnlyList<Workload> All { get; } =
    [
        new("fan100", "1 room, 100 members, paced at 30,000 deliveries/s", "µs CPU a delivery", null, (server, wire, time) => Paced(server, wire, time, 1, 100, 1)),
        new("fan1000", "1 room, 1,000 members, paced at 30,000 deliveries/s", "µs CPU a delivery", 9, (server, wire, time) => Paced(server, wire, time, 1, 1000, 1)),
        new("fan5000", "1 room, 5,000 members, paced at 30,000 deliveries/s", "µs CPU a delivery", null, (server, wire, time) => Paced(server, wire, time, 1, 5000, 1)),
        new("w16", "1 room, 1,000 members, 16 publishes in flight", "µs CPU a delivery", 0.6, (server, wire, time) => Saturated(server, wire, time, 1, 1000, 1, 16)),
        new("rooms", "1,000 rooms of 5, paced at 30,000 deliveries/s", "µs CPU a delivery", 16, (server, wire, time) => Paced(server, wire, time, Rooms, MembersPerRoom, 8)),
        new("roomsmax", "1,000 rooms of 5, saturated", "µs CPU a delivery", 8, (server, wire, time) => Saturated(server, wire, time, Rooms, MembersPerRoom, 8, 128)),
        new("echo", "echo, 1,000 sockets", "µs CPU a round trip", 12, Echo),
        new("idle", "10,000 idle sockets, one subscription each", "bytes a socket", 4096, Idle),
        new("handshake", "handshakes, with what the server checks at them", "µs CPU each", 333.4, Handshakes),
    ];

    private static Measurement Paced(ServerProcess server, Wire wire, LoadTime time, int rooms, int members, int publishers)
    {
        using var engine = new LoadEngine(server.Port, wire);
        engine.Connect(rooms * members, i => i % rooms);
        var sources = engine.ConnectPublishers(publishers);
        var rate = 30_000.0 / members;
        var messages = Enumerable.Range(0, rooms).Select(room => wire.Publish(room, Payload)).ToArray();

        return Measure(server, engine, time, duration =>
        {
            long sent = 0;
            engine.Run(duration, elapsed =>
            {
                for (; sent < elapsed * rate; sent++)
                {
                    engine.Send(sources[(int)(sent % sources.Count)], messages[sent % rooms]);
                }
            });
        });
    }

    private static Measurement Saturated(ServerProcess server, Wire wire, LoadTime time, int rooms, int members, int publishers, int window)
    {
        using var engine = new LoadEngine(server.Port, wire);
        engine.Connect(rooms * members, i => i % rooms);
        var sources = engine.ConnectPublishers(publishers);
        var messages = Enumerable.Range(0, rooms).Select(room => wire.Publish(room, Payload)).ToArray();
        long sent = 0;
        var start = engine.Received;

        return Measure(server, engine, time, duration => engine.Run(duration, _ =>
        {
            for (; sent - ((engine.Received - start) / members) < window; sent++)
            {
                engine.Send(sources[(int)(sent % sources.Count)], messages[sent % rooms]);
            }
        }));
    }

    private static Measurement Echo(ServerProcess server, Wire wire, LoadTime time)
    {
        using var engine = new LoadEngine(server.Port, wire);
        engine.Connect(1000, i => i);
        var sockets = engine.Sockets.ToArray();
        engine.OnFrame = socket => engine.Send(socket, wire.Echo(socket.Room, Payload));
        foreach (var socket in sockets)
        {
            engine.Send(socket, wire.Echo(socket.Room, Payload));
        }

        return Measure(server, engine, time, duration => engine.Run(duration));
    }

    private static Measurement Idle(ServerProcess server, Wire wire, LoadTime time)
    {
        using (var warmup = new LoadEngine(server.Port, wire))
        {
            warmup.Connect(500, i => i);
        }

        var before = Settled(server, step => Thread.Sleep(step));
        using var engine = new LoadEngine(server.Port, wire);
        engine.Connect(10_000, i => i);
        var after = Settled(server, step => engine.Run(step, timeoutMilliseconds: 50));
        return new Measurement((after - before) / 10_000.0, double.NaN);
    }

    /// <summary>The server's memory once it stands still: within 256 KiB for five seconds, or as it is after half a minute.</summary>
    private static long Settled(ServerProcess server, Action<TimeSpan> pass)
    {
        var step = TimeSpan.FromMilliseconds(200);
        var watch = Stopwatch.StartNew();
        var latest = new Queue<long>();
        while (watch.Elapsed < TimeSpan.FromSeconds(30))
        {
            latest.Enqueue(server.ResidentBytes);
            if (latest.Count > 25 && latest.Dequeue() is var _ && latest.Max() - latest.Min() < 256 * 1024)
            {
                break;
            }

            pass(step);
        }

        return latest.Last();
    }

    private static Measurement Handshakes(ServerProcess server, Wire wire, LoadTime time)
    {
        const int Batch = 3000;
        using (var warmup = new LoadEngine(server.Port, wire))
        {
            warmup.Connect(Batch, i => i);
        }

        var cpu = server.CpuMicroseconds;
        using var engine = new LoadEngine(server.Port, wire);
        engine.Connect(Batch, i => Batch + i);
        var each = (server.CpuMicroseconds - cpu) / Batch;
        return new Measurement(each, 1_000_000 / each);
    }

    private static Measurement Measure(ServerProcess server, LoadEngine engine, LoadTime time, Action<TimeSpan> run)
    {
        run(time.Warmup);
        var cpu = server.CpuMicroseconds;
        var received = engine.Received;
        run(time.Measured);
        var delivered = engine.Received - received;
        if (engine.Failed > 0)
        {
            Console.Error.WriteLine($"{engine.Failed} socket(s) lost.");
        }

        return new Measurement((server.CpuMicroseconds - cpu) / delivered, delivered / time.Measured.TotalSeconds);
    }
}
