namespace Realtime.ServiceDefaults.ApiDocument;

/// <summary>A field of a form that an operation takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="Example">A value; null leaves it out of the example.</param>
/// <param name="Required">Whether it must be there.</param>
public sealed record ApiFormField(string Name, string Description, string? Example = null, bool Required = false);
