namespace Aspire.Hosting.Orchestration.Servers;

/// <summary>A server cannot run; the message is the one line that tells the user what to do.</summary>
internal sealed class ServerStartException(string message) : DistributedApplicationException(message);
