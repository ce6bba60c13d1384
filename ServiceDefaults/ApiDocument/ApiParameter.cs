namespace Realtime.ServiceDefaults.ApiDocument;

/// <summary>What to say about a parameter; <paramref name="In"/> is given for those that no handler declares.</summary>
internal sealed record ApiParameter(string Name, string Description, string Example, string? In = null);
