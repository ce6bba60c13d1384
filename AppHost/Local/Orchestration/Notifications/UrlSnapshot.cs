namespace Aspire.Hosting.ApplicationModel;

/// <summary>An address of a resource.</summary>
/// <param name="Name">The endpoint.</param>
/// <param name="Url">The address.</param>
/// <param name="IsInternal">Whether only the host uses it.</param>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal);
