using System.Diagnostics;
using Realtime.Messaging.Batches;
using Realtime.OfflineDelivery.Figures;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

if (args is ["stack", ..])
{
    await StackFigures.RunAsync();
    return 0;
}

// The figures of the durable lane: OfflineDelivery, broker and database, with a stand-in for the gateways in the same process.
var servers = new ServersFixture();
await servers.InitializeAsync();
await using var stack = await DeliveryStack.StartAsync(servers, "--Delivery:StoredEventDelay=00:00:30", "--Logging:LogLevel:Default=Error");
await using var gateway = await stack.GatewayAsync("g1", "user.#", "room.#");
await WarmUpAsync();
await ThroughputAsync("direct", TimeSpan.FromSeconds(10), 10_000, i => FakeGateway.Direct($"u{i % 5000}", $"d{i}", Payload()));
await ThroughputAsync("room with history", TimeSpan.FromSeconds(10), 10_000, i => FakeGateway.Room($"chat:{i % 200}", $"r{i}", Payload()));
await ThroughputAsync("room with history", TimeSpan.FromSeconds(10), 2_000, i => FakeGateway.Room($"chat:{i % 200}", $"s{i}", Payload()));
await DrainsAsync();
await AcknowledgementsAsync(100);
await AcknowledgementsAsync(10);
return 0;

static string Payload() => $$"""{"text":"{{new string('x', 110)}}"}""";

async Task WarmUpAsync()
{
    for (var round = 0; round < 50; round++)
    {
        await gateway.PublishAsync([.. Enumerable.Range(0, 100).Select(i => FakeGateway.Room("chat:warm", $"w{round}-{i}"))]);
    }

    gateway.Received.Clear();
}

async Task ThroughputAsync(string what, TimeSpan duration, int rate, Func<int, BatchEntry> make)
{
    gateway.Received.Clear();
    var cpu = Process.GetCurrentProcess().TotalProcessorTime;
    var watch = Stopwatch.StartNew();
    var sent = 0;
    var confirms = new List<Task>();
    while (watch.Elapsed < duration)
    {
        var due = (int)(watch.Elapsed.TotalSeconds * rate);
        if (due > sent)
        {
            var entries = Enumerable.Range(sent, due - sent).Select(make).ToArray();
            sent = due;
            confirms.Add(gateway.PublishAsync(entries));
        }

        await Task.Delay(2);
    }

    await Task.WhenAll(confirms);
    Console.WriteLine($"{what}: {sent} confirmed");
    var accepted = watch.Elapsed;
    await Eventually.Async(() => gateway.Received.Count >= sent, TimeSpan.FromSeconds(60));
    var delivered = watch.Elapsed;
    cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
    var latencies = gateway.Latencies(sent);
    Console.WriteLine($"{what} at {rate}/s: {sent / accepted.TotalSeconds:0}/s accepted, {sent / delivered.TotalSeconds:0}/s delivered; p50 {latencies[sent / 2]} ms, p99 {latencies[sent * 99 / 100]} ms; {cpu.TotalMicroseconds / sent:0.0} µs of this process a message");
}

async Task DrainsAsync()
{
    await stack.ScalarAsync<long>("DELETE FROM inbox");
    await gateway.PublishAsync([.. Enumerable.Range(0, 1000).Select(i => FakeGateway.Direct("full", $"f{i}", Payload()))]);
    await gateway.PublishAsync([.. Enumerable.Range(0, 100_000).Select(i => FakeGateway.Direct($"back{i % 1000}", $"b{i}", Payload()))]);
    await gateway.DrainAsync("nobody");
    gateway.Received.Clear();
    var watch = Stopwatch.StartNew();
    var items = await gateway.DrainAsync("full");
    Console.WriteLine($"inbox of {items.Count}: drained in {watch.ElapsedMilliseconds} ms");

    gateway.Received.Clear();
    watch.Restart();
    await gateway.PublishAsync([.. Enumerable.Range(0, 1000).Select(i => new BatchEntry { Kind = EntryKind.Drain, Target = $"user.back{i}", Connection = $"c{i}" })]);
    await Eventually.Async(() => gateway.Of(EntryKind.DrainEnd).Count == 1000, TimeSpan.FromSeconds(60));
    Console.WriteLine($"1000 users with 100 each: {gateway.Of(EntryKind.DrainItem).Count} messages drained in {watch.ElapsedMilliseconds} ms");
}

async Task AcknowledgementsAsync(int idsAtOnce)
{
    const int Users = 1000;
    const int Each = 100;
    await stack.ScalarAsync<long>("DELETE FROM inbox");
    await gateway.PublishAsync([.. Enumerable.Range(0, Users * Each).Select(i => FakeGateway.Direct($"reader{i % Users}", $"a{idsAtOnce}-{i}", Payload()))]);
    await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT count(*) FROM inbox") == Users * Each, TimeSpan.FromSeconds(60));
    gateway.Received.Clear();
    var cpu = Process.GetCurrentProcess().TotalProcessorTime;
    var watch = Stopwatch.StartNew();
    for (var first = 0; first < Each; first += idsAtOnce)
    {
        await Task.WhenAll(Enumerable.Range(0, Users).Select(user => gateway.AcknowledgeAsync(
            $"reader{user}", [.. Enumerable.Range(first, idsAtOnce).Select(i => $"a{idsAtOnce}-{(i * Users) + user}")])));
    }

    await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT count(*) FROM inbox") == 0, TimeSpan.FromSeconds(60));
    var elapsed = watch.Elapsed;
    cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
    Console.WriteLine($"acknowledged {idsAtOnce} at a time: {Users * Each / elapsed.TotalSeconds:0}/s taken out of the inboxes; {cpu.TotalMicroseconds / (Users * Each):0.0} µs of this process each");
}
