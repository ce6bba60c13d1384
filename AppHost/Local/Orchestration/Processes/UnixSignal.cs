namespace Aspire.Hosting.Orchestration.Processes;

/// <summary>The signals the host sends; the values are the same on Linux and macOS.</summary>
internal enum UnixSignal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
}
