using RabbitMQ.Client;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;

namespace Realtime.Messaging.Publishing;

/// <summary>A batch that is being filled: entries, the keys they go to, and the result that all of them share.</summary>
internal sealed class PendingBatch(string origin, string key, bool alone) : IDisposable
{
    private readonly TaskCompletionSource<PublishResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HashSet<string>? _more;

    public string Key { get; } = key;

    /// <summary>Whether the batch holds entries of its one key only.</summary>
    public bool Alone { get; } = alone;

    public BatchWriter Writer { get; } = new(origin);

    public Task<PublishResult> Result => _result.Task;

    public int Keys => 1 + (_more?.Count ?? 0);

    /// <summary>Whether an entry of <paramref name="size"/> bytes for these keys may join.</summary>
    public bool Fits(string key, string? liveKey, bool alone, int size, MessagingOptions options)
    {
        if (Writer.Length + size > options.BatchBytes)
        {
            return false;
        }

        if (alone || Alone)
        {
            return Alone == alone && Key == key;
        }

        return Keys < options.BatchKeys - 1 || (Has(key) && (liveKey is null || Has(liveKey)));
    }

    public bool Has(string key) => key == Key || _more?.Contains(key) == true;

    public void Add(string key)
    {
        if (key != Key)
        {
            (_more ??= new HashSet<string>(StringComparer.Ordinal)).Add(key);
        }
    }

    public void Complete(PublishResult result) => _result.TrySetResult(result);

    /// <summary>Properties of the message; the keys beyond the first ride in the CC header (sender-selected distribution).</summary>
    public BasicProperties Properties()
    {
        var properties = new BasicProperties { ContentType = BusNames.BatchContentType };
        if (_more is not null)
        {
            properties.Headers = new Dictionary<string, object?> { ["CC"] = _more.Cast<object?>().ToList() };
        }

        return properties;
    }

    public void Dispose() => Writer.Dispose();
}
