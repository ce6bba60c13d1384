namespace Aspire.Hosting.ApplicationModel;

/// <summary>A property of a resource.</summary>
/// <param name="Name">Its name, such as <c>executable.pid</c>.</param>
/// <param name="Value">Its value.</param>
public sealed record ResourcePropertySnapshot(string Name, object? Value);
