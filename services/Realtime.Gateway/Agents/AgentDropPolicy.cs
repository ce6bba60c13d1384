namespace Realtime.Gateway.Agents;

/// <summary>What becomes of frames for a socket that does not read.</summary>
internal enum AgentDropPolicy
{
    /// <summary>The oldest waiting frame goes.</summary>
    DropOldest,

    /// <summary>
    /// None goes. They wait, up to the buffer's bytes; those beyond stay in their room's log, from which the socket gets them when it has read the others. What
    /// has no log, or has left it before, ends the socket with 4411.
    /// </summary>
    Block,
}
