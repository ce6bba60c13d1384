namespace Realtime.Gateway.Hub;

/// <summary>A part of a registry, and the lock of the groups in it.</summary>
internal sealed class GroupShard
{
    public Lock Gate { get; } = new();

    public Dictionary<string, Group> Groups { get; } = [];
}
