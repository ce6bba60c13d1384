using Realtime.Gateway.Connections;

namespace Realtime.Gateway.Agents;

/// <summary>The exclusive session of one socket, from before its 101 to its end.</summary>
internal sealed class AgentSession(AgentIdentity identity, string id, long fencingToken, string? selectedChat)
{
    public AgentIdentity Identity => identity;

    /// <summary>The socket's name at Presence: there must be one before there is a connection.</summary>
    public string Id => id;

    public long FencingToken => fencingToken;

    /// <summary>Set when the socket opens.</summary>
    public ClientConnection? Connection { get; set; }

    public string? SelectedChat { get; set; } = selectedChat;

    /// <summary>Whether the client did something since the last renewal.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>The last call to Presence about this session; they go one after the other.</summary>
    public Task LastCall { get; set; } = Task.CompletedTask;
}
