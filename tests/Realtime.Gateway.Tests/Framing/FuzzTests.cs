using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Framing;

/// <summary>Hostile bytes: a protocol close each, nothing escapes, memory stays flat, and the others are served on.</summary>
[Collection(AloneCollection.Name)]
public sealed class FuzzTests
{
    private const string Offer = "Sec-WebSocket-Extensions: permessage-deflate";

    [Fact]
    public async Task HundredThousandFuzzedFrames_LeaveTheGatewayAsItWas()
    {
        var log = new RecordingLoggerProvider();
        await using var host = await SocketHost.StartAsync(
            echo => echo.Settings = new EndpointSettings { MaxMessageBytes = 4096, MaxQueuedBytes = 64 * 1024 },
            services: services => services.AddSingleton<ILoggerProvider>(log));
        await using var witness = await host.ConnectAsync();
        await FuzzAsync(host, frames: 5_000, seed: 1);
        var before = Memory();
        var frames = 0;
        for (var seed = 2; frames < 100_000; seed++)
        {
            frames += await FuzzAsync(host, frames: 10_000, seed);
        }

        await witness.ShouldEchoAsync();
        await Wait.UntilAsync(() => host.Hub.SocketCount == 1, "the fuzzed sockets are gone");
        await Wait.UntilAsync(() => host.Get<AddressCounter>().Count(System.Net.IPAddress.Loopback) == 1, "they are not counted any more");
        await Wait.UntilAsync(() => Memory() - before < 8 * 1024 * 1024, "memory is flat");
        log.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task RandomBytes_AsFrames_AreClosed()
    {
        await using var host = await SocketHost.StartAsync();
        var random = new Random(4711);
        for (var i = 0; i < 300; i++)
        {
            await using var client = await host.ConnectAsync();
            var bytes = new byte[random.Next(1, 4000)];
            random.NextBytes(bytes);
            await TrySendAsync(client, bytes);
        }

        await Wait.UntilAsync(() => host.Hub.SocketCount == 0, "all sockets are gone");
        await using var next = await host.ConnectAsync();
        await next.ShouldEchoAsync();
    }

    [Fact]
    public async Task RandomBytes_AsRequests_AreRefused()
    {
        await using var host = await SocketHost.StartAsync();
        var random = new Random(4712);
        for (var i = 0; i < 200; i++)
        {
            await using var client = await RawSocketClient.OpenAsync(host.Port);
            var bytes = new byte[random.Next(1, 2000)];
            random.NextBytes(bytes);
            await TrySendAsync(client, [.. bytes, .. "\r\n\r\n"u8]);
            await client.ReadHeadAsync();
            client.Status.ShouldBe(400);
        }

        await using var next = await host.ConnectAsync();
        await next.ShouldEchoAsync();
    }

    [Fact]
    public async Task PromisedPayload_ThatNeverComes_CostsNothing()
    {
        await using var host = await SocketHost.StartAsync(echo => echo.Settings = new EndpointSettings { MaxMessageBytes = 1024 * 1024 });
        var clients = new List<RawSocketClient>();
        var before = Memory();
        for (var i = 0; i < 200; i++)
        {
            var client = await host.ConnectAsync();
            clients.Add(client);
            var frame = ClientFrame.Build(Opcode.Binary, new byte[1024 * 1024]);
            await client.SendAsync(frame[..20]);
        }

        await Wait.UntilAsync(() => Memory() - before < 4 * 1024 * 1024, "what is not there takes no memory");
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);

    /// <summary>Sends frames that are valid, nearly valid or cut, over as many sockets as get closed on the way.</summary>
    private static async Task<int> FuzzAsync(SocketHost host, int frames, int seed)
    {
        var random = new Random(seed);
        var sent = 0;
        while (sent < frames)
        {
            await using var client = await host.ConnectAsync("/echo", Offer);
            var drain = DrainAsync(client.Socket);
            using var batch = new MemoryStream();
            for (var i = 0; i < 50 && sent < frames; i++, sent++)
            {
                batch.Write(NextFrame(random));
            }

            await TrySendAsync(client, batch.ToArray());
            client.Socket.Shutdown(SocketShutdown.Send);
            await drain;
        }

        return sent;
    }

    private static byte[] NextFrame(Random random)
    {
        var payload = new byte[random.Next(8) switch { 0 => 0, 1 => 125, 2 => 126, 3 => random.Next(3000), _ => random.Next(60) }];
        var ascii = random.Next(3) > 0;
        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] = ascii ? (byte)random.Next(0x22, 0x7F) : (byte)random.Next(256);
        }

        var opcode = random.Next(40) == 0 ? (Opcode)random.Next(16) : random.Next(4) switch { 0 => Opcode.Binary, 1 => Opcode.Ping, 2 => Opcode.Pong, _ => Opcode.Text };
        if (opcode >= Opcode.Close && payload.Length > 125 && random.Next(20) > 0)
        {
            payload = payload[..125];
        }

        var frame = ClientFrame.Build(
            opcode,
            payload,
            final: random.Next(30) > 0,
            reserved: random.Next(40) == 0 ? random.Next(8) : 0,
            masked: random.Next(200) > 0);
        return random.Next(100) switch
        {
            0 => frame[..random.Next(frame.Length)],
            1 => Flip(frame, random),
            _ => frame,
        };
    }

    private static byte[] Flip(byte[] frame, Random random)
    {
        frame[random.Next(frame.Length)] ^= (byte)(1 << random.Next(8));
        return frame;
    }

    private static async Task TrySendAsync(RawSocketClient client, byte[] bytes)
    {
        try
        {
            await client.SendAsync(bytes);
        }
        catch (SocketException)
        {
            // The gateway has had enough of it.
        }
    }

    private static async Task DrainAsync(Socket socket)
    {
        var buffer = new byte[16 * 1024];
        var watch = Stopwatch.StartNew();
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory()) > 0)
            {
                watch.Elapsed.ShouldBeLessThan(Wait.Limit);
            }
        }
        catch (SocketException)
        {
            // Reset.
        }
    }
}
