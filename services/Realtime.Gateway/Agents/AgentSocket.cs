using Realtime.Gateway.Limits;

namespace Realtime.Gateway.Agents;

/// <summary>State of an open agent socket; touched by its reader, and locked where others look at its rooms.</summary>
internal sealed class AgentSocket(AgentSession session, SocketLimits limits)
{
    public SocketLimits Limits => limits;

    /// <summary>Null until the socket has opened.</summary>
    public UserShare? User { get; set; }

    public AgentSession Session => session;

    public string? ChatRoom { get; set; }

    public bool IsIn(string room) => room == ChatRoom || room == session.Identity.Room;
}
