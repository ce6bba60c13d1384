using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Realtime.OfflineDelivery.Tests.Support;

/// <summary>A way to the database that can lose the answer to one statement after the database has finished it, and the connection with it.</summary>
internal sealed class AnswerThief : IDisposable
{
    // ReadyForQuery, length 5, idle: what was asked for is committed.
    private static readonly byte[] Committed = [(byte)'Z', 0, 0, 0, 5, (byte)'I'];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _host;
    private readonly int _port;
    private volatile string? _wanted;
    private int _stolen;

    public AnswerThief(string host, int port)
    {
        _host = host;
        _port = port;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Stolen => Volatile.Read(ref _stolen);

    /// <summary>As <paramref name="address"/>, by this way; statements travel as text each time.</summary>
    public static string Through(string address, out AnswerThief thief)
    {
        var builder = new NpgsqlConnectionStringBuilder(address);
        thief = new AnswerThief(builder.Host!, builder.Port);
        builder.Host = "127.0.0.1";
        builder.Port = ((IPEndPoint)thief._listener.LocalEndpoint).Port;
        // A prepared statement travels without its text. To prepare none at all is the default, which the service would replace with its own.
        builder.AutoPrepareMinUsages = int.MaxValue;

        // What is sent ahead of a statement would be answered first.
        builder.NoResetOnClose = true;
        builder.SslMode = SslMode.Disable;
        return builder.ConnectionString;
    }

    /// <summary>The next statement that contains this is not answered.</summary>
    public void Steal(string statement) => _wanted = statement;

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var stop = _stopping.Token;
        try
        {
            while (true)
            {
                _ = ForwardAsync(await _listener.AcceptTcpClientAsync(stop), stop);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ForwardAsync(TcpClient service, CancellationToken stop)
    {
        using var database = new TcpClient();
        using (service)
        {
            try
            {
                await database.ConnectAsync(_host, _port, stop);
                var steals = false;
                var stole = false;
                var asking = PumpAsync(service, database, bytes =>
                {
                    if (_wanted is { } wanted && bytes.Span.IndexOf(System.Text.Encoding.ASCII.GetBytes(wanted)) >= 0)
                    {
                        _wanted = null;
                        Volatile.Write(ref steals, true);
                    }

                    return true;
                }, stop);
                var answering = PumpAsync(database, service, bytes =>
                {
                    if (!Volatile.Read(ref steals))
                    {
                        return true;
                    }

                    if (!stole && bytes.Span.EndsWith(Committed))
                    {
                        stole = true;
                        Interlocked.Increment(ref _stolen);
                        service.Close();
                    }

                    return false;
                }, stop);
                await Task.WhenAny(asking, answering);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
            {
                // One of the two has gone.
            }
        }
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to, Func<ReadOnlyMemory<byte>, bool> passes, CancellationToken stop)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer, stop)) > 0)
            {
                if (passes(buffer.AsMemory(0, read)))
                {
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, read), stop);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One of the two has gone.
        }
    }
}
