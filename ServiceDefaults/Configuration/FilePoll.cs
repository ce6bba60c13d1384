namespace Realtime.ServiceDefaults.Configuration;

/// <summary>Looks at a file once a second: mounted volumes tell nobody of changes, and some swap links instead of writing.</summary>
internal sealed class FilePoll : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly string _path;
    private readonly Action _onChange;
    private readonly Timer _timer;
    private FileVersion _seen;

    public FilePoll(string path, Action onChange)
    {
        _path = path;
        _onChange = onChange;
        _seen = FileVersion.Of(_path);
        _timer = new Timer(static poll => ((FilePoll)poll!).OnTick(), this, Interval, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void OnTick()
    {
        var now = FileVersion.Of(_path);
        if (now != _seen)
        {
            _seen = now;
            _onChange();
        }

        try
        {
            _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
        }
    }
}
