using System.Text;
using Realtime.Messaging.Batches;

namespace Realtime.Gateway.Backplane;

/// <summary>Hands control entries to whatever handles their type; types of later versions are ignored.</summary>
internal sealed class ControlEntries(IEnumerable<IControlHandler> handlers)
{
    private readonly Dictionary<string, IControlHandler> _handlers = handlers
        .SelectMany(handler => handler.Types.Select(type => (type, handler)))
        .ToDictionary(pair => pair.type, pair => pair.handler, StringComparer.Ordinal);

    public void Handle(in BatchEntryView entry)
    {
        var type = Encoding.UTF8.GetString(entry.Type.Span);
        if (_handlers.TryGetValue(type, out var handler))
        {
            handler.Handle(type, in entry);
        }
    }
}
