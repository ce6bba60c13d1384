namespace Aspire.Hosting;

/// <summary>What is wrong with the command line, said when the application runs: one line, not an unhandled exception.</summary>
internal sealed record ArgumentError(string? Message);
