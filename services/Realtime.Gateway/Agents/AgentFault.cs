namespace Realtime.Gateway.Agents;

/// <summary>What is wrong with a frame (code BadRequest).</summary>
internal sealed record AgentFault(string Message, string? Details);
