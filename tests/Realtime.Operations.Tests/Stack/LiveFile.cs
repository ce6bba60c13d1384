using System.Text.Json;
using System.Text.Json.Nodes;

namespace Realtime.Operations.Tests.Stack;

/// <summary>The configuration file of the running services. Saved as editors do: beside, then in place.</summary>
internal sealed class LiveFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("realtime-live").FullName;

    public LiveFile() => Write([]);

    public string Path => System.IO.Path.Combine(_folder, "live.json");

    /// <summary>False when that is what the file says already.</summary>
    public bool Write(JsonObject settings)
    {
        var text = settings.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        if (File.Exists(Path) && File.ReadAllText(Path) == text)
        {
            return false;
        }

        WriteText(text);
        return true;
    }

    public void WriteText(string text)
    {
        File.WriteAllText(Path + ".new", text);
        File.Move(Path + ".new", Path, overwrite: true);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
