namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command ended.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>Whether it worked.</summary>
    public required bool Success { get; init; }

    /// <summary>Why it did not.</summary>
    public string? Message { get; init; }

    internal static ExecuteCommandResult Done { get; } = new() { Success = true };

    internal static ExecuteCommandResult Failure(string message) => new() { Success = false, Message = message };
}
