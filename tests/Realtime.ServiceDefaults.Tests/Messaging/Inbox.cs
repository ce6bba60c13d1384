using System.Threading.Channels;

namespace Realtime.ServiceDefaults.Tests.Messaging;

public sealed class Inbox
{
    private readonly Channel<Seen> _seen = Channel.CreateBounded<Seen>(100);

    public bool Fails { get; set; }

    public void Add(Seen seen) => _seen.Writer.TryWrite(seen);

    public async Task<Seen> FirstAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await _seen.Reader.ReadAsync(deadline.Token);
    }
}
