namespace Realtime.Gateway.Agents;

/// <summary>What becomes of frames for a socket that does not read.</summary>
internal enum AgentDropPolicy
{
    /// <summary>The oldest waiting frame goes.</summary>
    DropOldest,

    /// <summary>None goes: they wait, up to the buffer's bytes; then the socket is ended, so that its client comes back for all of them.</summary>
    Block,
}
