namespace Realtime.Messaging.Rooms;

/// <summary>Names of the rooms that carry the events of agent workspaces (docs/architecture.md, "Agent events").</summary>
public static class AgentRooms
{
    /// <summary>Events of chats, agents and contacts: every socket of the company's agent is a member.</summary>
    public static string Workspace(string company, string agent) => $"agent:{company}/{agent}";

    /// <summary>Message events of one chat: the sockets that selected it are members; it has history.</summary>
    public static string Chat(string company, string agent, string chat) => $"agentchat:{company}/{agent}/{chat}";

    /// <summary>Agent events for administrators in a scope; null stands for every company or every agent.</summary>
    public static string Admin(string? company, string? agent) => $"agentadmin:{company}/{agent}";
}
