using System.Buffers;
using System.Net.Sockets;

namespace Aspire.Hosting.Orchestration.Proxies;

/// <summary>Copies between two sockets in both directions until both sides have said that they are done, or one breaks.</summary>
internal static class SocketPump
{
    private const int BufferSize = 16 * 1024;

    public static async Task RunAsync(Socket first, Socket second, CancellationToken cancellationToken)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(CopyAsync(first, second, broken), CopyAsync(second, first, broken));
    }

    private static async Task CopyAsync(Socket source, Socket target, CancellationTokenSource broken)
    {
        try
        {
            while (true)
            {
                // An idle connection holds no buffer: wait for data first, rent then.
                await source.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, broken.Token);
                var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
                try
                {
                    var count = await source.ReceiveAsync(buffer, SocketFlags.None, broken.Token);
                    if (count == 0)
                    {
                        target.Shutdown(SocketShutdown.Send);
                        return;
                    }

                    await SendAsync(target, buffer.AsMemory(0, count), broken.Token);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side broke: the other must learn it, not wait for ever.
            await broken.CancelAsync();
        }
    }

    private static async Task SendAsync(Socket target, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (!data.IsEmpty)
        {
            data = data[await target.SendAsync(data, SocketFlags.None, cancellationToken)..];
        }
    }
}
