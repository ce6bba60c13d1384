namespace Realtime.EndToEnd.Tests.Stack;

internal sealed record RunResource(string Name, string Type, string State, string? Health, int? Pid, IReadOnlyList<string> Urls, string? ConnectionString);
