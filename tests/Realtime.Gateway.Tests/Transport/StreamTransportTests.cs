using Realtime.Gateway.Framing;
using Realtime.Gateway.Tests.Support;
using Realtime.Gateway.Transport;

namespace Realtime.Gateway.Tests.Transport;

public sealed class StreamTransportTests
{
    [Fact]
    public async Task WriteThatFails_AfterTheTransportIsGone_IsStillFinished()
    {
        await using var host = await SocketHost.StartAsync();
        await using var stream = new FailingStream();
        var finished = new TaskCompletionSource();
        var transport = new StreamTransport(stream, host.Hub, finished.SetResult);
        using var frame = OutboundFrame.Text("late");
        transport.Send([frame], 0).ShouldBe(frame.Length);
        transport.ShutdownSend();
        await stream.Writing.Task.WaitAsync(Wait.Limit);

        transport.Dispose();
        stream.Failure.SetException(new IOException("The peer went away."));

        await finished.Task.WaitAsync(Wait.Limit);
    }

    /// <summary>A write that stays under way until it fails.</summary>
    private sealed class FailingStream : MemoryStream
    {
        public TaskCompletionSource Writing { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Failure { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writing.SetResult();
            await Failure.Task;
        }
    }
}
