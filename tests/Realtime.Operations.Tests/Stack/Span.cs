namespace Realtime.Operations.Tests.Stack;

/// <summary>An exported span.</summary>
internal sealed record Span(string Service, string TraceId, string Id, string? ParentId, string Name, IReadOnlyDictionary<string, string> Tags);
