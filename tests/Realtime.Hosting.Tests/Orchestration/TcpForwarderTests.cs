using System.Net;
using System.Net.Sockets;
using System.Text;
using Aspire.Hosting.Orchestration.Proxies;
using Realtime.Hosting.Tests.Support;
using Realtime.Testing;

namespace Realtime.Hosting.Tests.Orchestration;

public sealed class TcpForwarderTests : IAsyncLifetime
{
    private readonly int _port = FreePort.Next();
    private readonly List<TcpListener> _replicas = [];
    private List<int> _ready = [];
    private TcpForwarder _forwarder = null!;

    public Task InitializeAsync()
    {
        _forwarder = TcpForwarder.Start(_port, () => _ready);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Connect_TwoReplicas_TakesTurns()
    {
        AddReplica("a");
        AddReplica("b");

        var answers = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await AskAsync());
        }

        answers.Count(static answer => answer == "a").ShouldBe(2);
        answers.Count(static answer => answer == "b").ShouldBe(2);
    }

    [Fact]
    public async Task Connect_OneReplicaDoesNotListen_GoesToTheOther()
    {
        AddReplica("a");
        _ready = [FreePort.Next(), .. _ready];

        for (var i = 0; i < 4; i++)
        {
            (await AskAsync()).ShouldBe("a");
        }
    }

    [Fact]
    public async Task Connect_NoReplicaReady_IsClosedAtOnce()
    {
        (await Should.ThrowAsync<SocketException>(async () =>
        {
            using var client = await ConnectAsync();
            await client.ReceiveAsync(new byte[1]).WaitAsync(Sample.Deadline);
        })).SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
    }

    [Fact]
    public async Task Shutdown_ClientIsDone_ReplicaMayStillAnswer()
    {
        AddReplica("a", static async (stream, _) =>
        {
            var request = await ReadAllAsync(stream);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"got {request.Length}"));
        });
        using var client = await ConnectAsync();
        var stream = new NetworkStream(client);
        await stream.WriteAsync(Encoding.ASCII.GetBytes("question"));
        client.Shutdown(SocketShutdown.Send);

        (await ReadAllAsync(stream).WaitAsync(Sample.Deadline)).ShouldBe("got 8");
    }

    [Fact]
    public async Task Transfer_MegabytesBothWays_ArriveUnchanged()
    {
        AddReplica("a", static async (stream, _) => await stream.CopyToAsync(stream));
        var sent = new byte[4 * 1024 * 1024];
        Random.Shared.NextBytes(sent);
        using var client = await ConnectAsync();

        var stream = new NetworkStream(client);
        var receiving = Task.Run(async () =>
        {
            var received = new MemoryStream();
            await stream.CopyToAsync(received);
            return received.ToArray();
        });
        await stream.WriteAsync(sent);
        client.Shutdown(SocketShutdown.Send);

        (await receiving.WaitAsync(Sample.Deadline)).ShouldBe(sent);
    }

    [Fact]
    public async Task Transfer_ReaderThatDoesNotRead_HoldsTheWriterBack()
    {
        var release = new TaskCompletionSource();
        AddReplica("a", async (_, _) => await release.Task);
        using var client = await ConnectAsync();
        client.Blocking = false;
        var chunk = new byte[64 * 1024];
        long sent = 0;

        await Eventually.Async(
            () =>
            {
                try
                {
                    sent += client.Send(chunk);
                    return false;
                }
                catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock)
                {
                    return true;
                }
            },
            because: "the forwarder took everything");

        sent.ShouldBeLessThan(64 * 1024 * 1024);
        release.SetResult();
    }

    [Fact]
    public async Task ReplicaBreaks_ClientLearnsIt()
    {
        AddReplica("a", static (stream, client) =>
        {
            client.Client.Close(timeout: 0);
            return Task.CompletedTask;
        });
        try
        {
            using var client = await ConnectAsync();
            await ReadToEndAsync(client);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The replica broke before the client had seen its connection open.
        }
    }

    public async Task DisposeAsync()
    {
        await _forwarder.DisposeAsync();
        _replicas.ForEach(static replica => replica.Dispose());
    }

    private static async Task<string> ReadAllAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        return await reader.ReadToEndAsync();
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        try
        {
            return await ReadAllAsync(new NetworkStream(socket)).WaitAsync(Sample.Deadline);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private void AddReplica(string name, Func<NetworkStream, TcpClient, Task>? serve = null)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _replicas.Add(listener);
        _ready = [.. _ready, ((IPEndPoint)listener.LocalEndpoint).Port];
        serve ??= (stream, _) => stream.WriteAsync(Encoding.ASCII.GetBytes(name)).AsTask();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await serve(client.GetStream(), client);
            }
        });
    }

    private async Task<string> AskAsync()
    {
        using var client = await ConnectAsync();
        return await ReadToEndAsync(client);
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _port);
        return socket;
    }
}
