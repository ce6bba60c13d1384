using Realtime.Gateway.Limits;

namespace Realtime.Gateway.Agents;

/// <summary>State of an open agent socket; touched by its reader.</summary>
internal sealed class AgentSocket(AgentSession session)
{
    public ConnectionLimits Limits;

    public AgentSession Session => session;

    public string? ChatRoom { get; set; }
}
