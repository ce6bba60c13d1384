using Realtime.LoadTests.Generator;
using Realtime.LoadTests.Servers;

namespace Realtime.LoadTests.Workloads;

/// <summary>A row of the table: runs against a fresh server.</summary>
internal sealed record Workload(string Key, string Title, string Unit, Func<ServerProcess, Wire, TimeSpan, Measurement> Run)
{
    private const int Rooms = 1000;
    private const int MembersPerRoom = 5;
    private const int Size = 128;

    private static readonly string Payload = new('x', Size);

    /// <summary>Not measured: a cold .NET server costs up to twice as much, and on a busy machine it stays cold for longer.</summary>
    public static TimeSpan Warmup { get; set; } = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<Workload> All { get; } =
    [
        new("fan100", "1 room, 100 members, paced at 30,000 deliveries/s", "µs CPU a delivery", (server, wire, time) => Paced(server, wire, time, 1, 100, 1)),
        new("fan1000", "1 room, 1,000 members, paced at 30,000 deliveries/s", "µs CPU a delivery", (server, wire, time) => Paced(server, wire, time, 1, 1000, 1)),
        new("fan5000", "1 room, 5,000 members, paced at 30,000 deliveries/s", "µs CPU a delivery", (server, wire, time) => Paced(server, wire, time, 1, 5000, 1)),
        new("w16", "1 room, 1,000 members, 16 publishes in flight", "µs CPU a delivery", (server, wire, time) => Saturated(server, wire, time, 1, 1000, 1, 16)),
        new("rooms", "1,000 rooms of 5, paced at 30,000 deliveries/s", "µs CPU a delivery", (server, wire, time) => Paced(server, wire, time, Rooms, MembersPerRoom, 8)),
        new("roomsmax", "1,000 rooms of 5, saturated", "µs CPU a delivery", (server, wire, time) => Saturated(server, wire, time, Rooms, MembersPerRoom, 8, 128)),
        new("echo", "echo, 1,000 sockets", "µs CPU a round trip", Echo),
        new("idle", "10,000 idle sockets, one subscription each", "bytes a socket", Idle),
        new("handshake", "handshakes, with what the server checks at them", "µs CPU each", Handshakes),
    ];

    private static Measurement Paced(ServerProcess server, Wire wire, TimeSpan time, int rooms, int members, int publishers)
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

    private static Measurement Saturated(ServerProcess server, Wire wire, TimeSpan time, int rooms, int members, int publishers, int window)
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

    private static Measurement Echo(ServerProcess server, Wire wire, TimeSpan time)
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

    private static Measurement Idle(ServerProcess server, Wire wire, TimeSpan time)
    {
        using (var warmup = new LoadEngine(server.Port, wire))
        {
            warmup.Connect(500, i => i);
        }

        Thread.Sleep(2000);
        var before = server.ResidentBytes;
        using var engine = new LoadEngine(server.Port, wire);
        engine.Connect(10_000, i => i);
        engine.Run(time, timeoutMilliseconds: 50);
        return new Measurement((server.ResidentBytes - before) / 10_000.0, double.NaN);
    }

    private static Measurement Handshakes(ServerProcess server, Wire wire, TimeSpan time)
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

    private static Measurement Measure(ServerProcess server, LoadEngine engine, TimeSpan time, Action<TimeSpan> run)
    {
        run(Warmup);
        var cpu = server.CpuMicroseconds;
        var received = engine.Received;
        run(time);
        var delivered = engine.Received - received;
        if (engine.Failed > 0)
        {
            Console.Error.WriteLine($"{engine.Failed} socket(s) lost.");
        }

        return new Measurement((server.CpuMicroseconds - cpu) / delivered, delivered / time.TotalSeconds);
    }
}
