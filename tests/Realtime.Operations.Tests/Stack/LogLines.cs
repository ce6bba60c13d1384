using System.Text;
using System.Text.Json.Nodes;
using Realtime.EndToEnd.Tests.Stack;

namespace Realtime.Operations.Tests.Stack;

/// <summary>What the services of a run have written to their consoles so far.</summary>
internal sealed class LogLines(RunFolder run)
{
    private static readonly string[] Services = ["auth", "presence", "offline-delivery", "gateway-1", "gateway-2", "edge"];

    /// <summary>The text of each service.</summary>
    public IReadOnlyDictionary<string, string> Texts() => Services.ToDictionary(static service => service, service => Read(Path.Combine(run.LogsPath, $"{service}.log")));

    /// <summary>All whole lines, parsed; a line that is no JSON object fails.</summary>
    public IReadOnlyList<JsonObject> All() => [.. Lines().Select(Parse)];

    /// <summary>The lines of one event; the others, which may be very many, are not parsed.</summary>
    public IReadOnlyList<JsonObject> Named(string eventName) => [.. Lines().Where(line => line.Contains($"\"event_name\":\"{eventName}\"", StringComparison.Ordinal)).Select(Parse)];

    private IEnumerable<string> Lines() => Texts().SelectMany(static log => log.Value[..(log.Value.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static JsonObject Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line)!.AsObject();
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException)
        {
            throw new ShouldAssertException($"This line is no JSON object: {line}");
        }
    }

    private static string Read(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
