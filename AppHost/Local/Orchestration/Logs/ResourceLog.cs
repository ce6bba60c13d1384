using System.Text.RegularExpressions;

namespace Aspire.Hosting.Orchestration.Logs;

/// <summary>The log of one instance: a file that starts anew when it is too long, and the last lines for messages.</summary>
internal sealed partial class ResourceLog(string file, Action<string> onLine) : IDisposable
{
    private const long LongestFile = 64 * 1024 * 1024;
    private const int TailLength = 40;

    private readonly Lock _gate = new();
    private readonly Queue<string> _tail = new(TailLength);
    private StreamWriter? _writer;
    private bool _began;
    private bool _disposed;

    public string File { get; } = file;

    public IReadOnlyList<string> Tail
    {
        get
        {
            lock (_gate)
            {
                return [.. _tail];
            }
        }
    }

    public static string WithoutColours(string line) => Colours.Replace(line, "");

    public void Write(string line)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            var plain = WithoutColours(line);
            if (_tail.Count == TailLength)
            {
                _tail.Dequeue();
            }

            _tail.Enqueue(plain);
            WriteToFile(plain);
        }

        onLine(line);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Close();
        }
    }

    /// <summary>A full disk costs lines of the file, never the service whose output nobody would read any more.</summary>
    private void WriteToFile(string line)
    {
        try
        {
            Writer().WriteLine(line);
        }
        catch (IOException)
        {
            Close();
        }
    }

    private void Close()
    {
        var writer = _writer;
        _writer = null;
        try
        {
            writer?.Dispose();
        }
        catch (IOException)
        {
            // What it still held does not fit either.
        }
    }

    private StreamWriter Writer()
    {
        if (_writer is { } open && open.BaseStream.Length < LongestFile)
        {
            return open;
        }

        if (_writer is not null)
        {
            Close();
            System.IO.File.Move(File, File + ".1", overwrite: true);
            _began = false;
        }

        // After a failure the file goes on where it ended.
        var stream = new FileStream(File, _began ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        _began = true;
        return _writer = new StreamWriter(stream) { AutoFlush = true };
    }

    [GeneratedRegex(@"\x1B\[[0-9;]*[A-Za-z]")]
    private static partial Regex Colours { get; }
}
