namespace Realtime.Edge.Health;

internal sealed record DependencyState(string Name, bool Up, string Detail);
