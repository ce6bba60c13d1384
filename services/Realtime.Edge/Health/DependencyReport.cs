namespace Realtime.Edge.Health;

/// <summary>One dependency in the answer of <c>/ready</c>.</summary>
internal sealed record DependencyReport(string Status, string Detail);
