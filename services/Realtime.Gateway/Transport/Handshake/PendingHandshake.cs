using System.Buffers;
using System.Net;

namespace Realtime.Gateway.Transport.Handshake;

/// <summary>A socket that has not been answered yet: the bytes of its request so far, and its deadline.</summary>
internal sealed class PendingHandshake(IPAddress peer, long deadline) : IDisposable
{
    private CancellationTokenSource? _cancellation;
    private int _abandoned;
    private byte[] _buffer = [];
    private int _length;

    public IPAddress Peer => peer;

    public long Deadline => deadline;

    public HandshakeStage Stage { get; set; }

    /// <summary>Set by whoever decided, read by the loop.</summary>
    public UpgradeOutcome? Outcome { get; set; }

    public Memory<byte> Received => _buffer.AsMemory(0, _length);

    public CancellationToken Cancellation => (_cancellation ??= new CancellationTokenSource()).Token;

    public void Add(ReadOnlySpan<byte> data)
    {
        if (_buffer.Length - _length < data.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2048, _length + data.Length));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ReturnBuffer();
            _buffer = larger;
        }

        data.CopyTo(_buffer.AsSpan(_length));
        _length += data.Length;
    }

    /// <summary>Forgets the bytes of the request; what follows it belongs to the connection.</summary>
    public void Consume(int bytes)
    {
        _buffer.AsSpan(bytes, _length - bytes).CopyTo(_buffer);
        _length -= bytes;
    }

    /// <summary>True for the first who finds that the decision comes too late.</summary>
    public bool TryAbandon() => Interlocked.Exchange(ref _abandoned, 1) == 0;

    public void Cancel() => _cancellation?.Cancel();

    public void Dispose()
    {
        _cancellation?.Dispose();
        _length = 0;
        ReturnBuffer();
    }

    private void ReturnBuffer()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }
}
