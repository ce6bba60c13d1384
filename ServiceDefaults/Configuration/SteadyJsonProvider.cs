using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Primitives;

namespace Realtime.ServiceDefaults.Configuration;

/// <summary>Reads a JSON file at the start, where a broken one is an error, and again at each change, where a broken one changes nothing.</summary>
internal sealed class SteadyJsonProvider : JsonConfigurationProvider
{
    private readonly ConfigurationReloads _reloads;
    private readonly Lock _gate = new();
    private readonly IDisposable? _watch;
    private bool _loaded;

    public SteadyJsonProvider(JsonConfigurationSource source, ChangeSource changes, ConfigurationReloads reloads)
        : base(source)
    {
        _reloads = reloads;
        _watch = changes switch
        {
            ChangeSource.Watch when source is { FileProvider: { } files, Path: { } path } => ChangeToken.OnChange(() => files.Watch(path), OnFileChanged),
            ChangeSource.Poll => new FilePoll(FilePath, OnFileChanged),
            _ => null,
        };
    }

    private string FilePath => Source.FileProvider?.GetFileInfo(Source.Path ?? "").PhysicalPath ?? Source.Path ?? "";

    public override void Load()
    {
        lock (_gate)
        {
            if (_loaded)
            {
                Reload();
                return;
            }

            base.Load();
            _loaded = true;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _watch?.Dispose();
        base.Dispose(disposing);
    }

    private void OnFileChanged()
    {
        // Whoever saves the file may still be writing.
        Thread.Sleep(Source.ReloadDelay);
        lock (_gate)
        {
            if (!_loaded || !Reload())
            {
                return;
            }
        }

        try
        {
            OnReload();
        }
        catch (Exception exception)
        {
            _reloads.FollowerFailed(FilePath, exception);
        }
    }

    private bool Reload()
    {
        var before = Data;
        try
        {
            var file = Source.FileProvider?.GetFileInfo(Source.Path ?? "");
            if (file is not { Exists: true })
            {
                _reloads.Missing(FilePath);
                return false;
            }

            using var stream = file.CreateReadStream();
            Load(stream);
        }
        catch (Exception exception) when (exception is IOException or FormatException or UnauthorizedAccessException)
        {
            Data = before;
            _reloads.Failed(FilePath, exception);
            return false;
        }

        if (IsSame(before, Data))
        {
            return false;
        }

        _reloads.Reloaded(FilePath);
        return true;
    }

    /// <summary>A save is often told several times.</summary>
    private static bool IsSame(IDictionary<string, string?> before, IDictionary<string, string?> after) =>
        before.Count == after.Count && after.All(pair => before.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
