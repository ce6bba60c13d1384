using System.Text;
using Realtime.Gateway.Backplane;
using Realtime.Messaging.Batches;

namespace Realtime.Gateway.Agents;

/// <summary>The fast way to hear that a session was taken over.</summary>
internal sealed class SessionReplacedControl(AgentSessions sessions) : IControlHandler
{
    public IReadOnlyList<string> Types { get; } = ["session_replaced"];

    public void Handle(string type, in BatchEntryView entry) => sessions.Replace(Encoding.UTF8.GetString(entry.Connection.Span));
}
