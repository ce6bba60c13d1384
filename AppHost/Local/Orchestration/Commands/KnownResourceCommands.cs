namespace Aspire.Hosting.ApplicationModel;

/// <summary>The commands that every process has.</summary>
public static class KnownResourceCommands
{
    /// <summary>Starts a stopped process.</summary>
    public const string StartCommand = "start";

    /// <summary>Stops a process and leaves it stopped.</summary>
    public const string StopCommand = "stop";

    /// <summary>Stops a process and starts it again.</summary>
    public const string RestartCommand = "restart";
}
