namespace Realtime.ServiceDefaults.ApiDocument;

/// <summary>A body of a request or response in the API description: its type and an example of it.</summary>
/// <param name="Status">Status of a response; 0 for a request.</param>
/// <param name="Description">What it is.</param>
/// <param name="ContentType">Null when there is no body.</param>
/// <param name="Type">Type of the example; null for a body that is described as text.</param>
/// <param name="Example">Serialized as the service serializes it.</param>
internal sealed record ApiAnswer(int Status, string Description, string? ContentType, Type? Type, object? Example);
