namespace Realtime.Gateway.Agents;

/// <summary>permessage-deflate on the agent endpoints.</summary>
internal enum AgentCompression
{
    Disabled,

    /// <summary>Accepted when offered; the server keeps no context in either mode, as RFC 7692 lets it choose.</summary>
    ContextTakeover,

    NoContextTakeover,
}
