namespace Aspire.Hosting.ApplicationModel;

/// <summary>A state, and how it looks.</summary>
/// <param name="Text">The state.</param>
/// <param name="Style">success, info, warning or error.</param>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state without a style.</summary>
    /// <param name="text">The state.</param>
    public static implicit operator ResourceStateSnapshot?(string? text) => text is null ? null : new ResourceStateSnapshot(text, null);
}
