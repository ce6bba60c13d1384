namespace Realtime.ServiceDefaults.ApiDocument;

/// <summary>An error that an operation answers: the body is the problem of this status, code and message unless another is given.</summary>
internal sealed record ApiFailure(int Status, string Code, string Message, object? Body = null);
