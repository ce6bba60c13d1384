namespace Realtime.Edge.Health;

/// <summary>Answer of <c>/ready</c>, for the API description; <see cref="ReadinessEndpoint"/> writes it by hand.</summary>
internal sealed record ReadinessReport(string Status, string Service, IReadOnlyDictionary<string, DependencyReport> Dependencies);
