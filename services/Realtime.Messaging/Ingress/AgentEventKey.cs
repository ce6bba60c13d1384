namespace Realtime.Messaging.Ingress;

/// <summary>The parts of a key <c>websocket.&lt;company&gt;.&lt;agent&gt;.&lt;kind&gt;[.&lt;chat&gt;]</c>.</summary>
/// <param name="Company">The company.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Kind"><c>chats</c>, <c>agents</c>, <c>contacts</c> or <c>messages</c>.</param>
/// <param name="Chat">The chat, for <c>messages</c>.</param>
public sealed record AgentEventKey(string Company, string Agent, string Kind, string? Chat)
{
    /// <summary>First word of the keys.</summary>
    public const string Prefix = "websocket.";

    /// <summary>Reads a key; false when it is none of these.</summary>
    public static bool TryParse(string key, out AgentEventKey? parsed)
    {
        parsed = null;
        var words = key.Split('.', 5);
        if (words.Length < 4 || words[0] != "websocket" || words[1].Length == 0 || words[2].Length == 0)
        {
            return false;
        }

        var chat = words.Length == 5 && words[4].Length > 0 ? words[4] : null;
        var known = words[3] is "messages" ? chat is not null : words[3] is "chats" or "agents" or "contacts" && words.Length == 4;
        if (known)
        {
            parsed = new AgentEventKey(words[1], words[2], words[3], chat);
        }

        return known;
    }
}
