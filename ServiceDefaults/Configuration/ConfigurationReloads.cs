using Microsoft.Extensions.Logging;

namespace Realtime.ServiceDefaults.Configuration;

/// <summary>What happens to configuration files while the service runs; configuration is older than the host's loggers, which are attached when they exist.</summary>
internal sealed partial class ConfigurationReloads
{
    private ILogger? _logger;

    public void Attach(ILogger logger) => _logger = logger;

    public void Reloaded(string path)
    {
        if (_logger is { } logger)
        {
            Log.Reloaded(logger, path);
        }
    }

    /// <summary>The text of the exception may repeat what stands in the file: only its kind and place are told.</summary>
    public void Failed(string path, Exception exception)
    {
        if (_logger is { } logger)
        {
            Log.Failed(logger, path, FileFault.Describe(exception));
        }
    }

    public void Missing(string path)
    {
        if (_logger is { } logger)
        {
            Log.Missing(logger, path);
        }
    }

    public void FollowerFailed(string path, Exception exception)
    {
        if (_logger is { } logger)
        {
            Log.FollowerFailed(logger, path, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9050, LogLevel.Information, "Configuration file {File} was read again.", EventName = "ConfigurationReloaded")]
        public static partial void Reloaded(ILogger logger, string file);

        [LoggerMessage(9051, LogLevel.Error, "Configuration file {File} cannot be read ({Fault}); the values in force stay.", EventName = "ConfigurationUnreadable")]
        public static partial void Failed(ILogger logger, string file, string fault);

        [LoggerMessage(9052, LogLevel.Warning, "Configuration file {File} is gone; the values in force stay.", EventName = "ConfigurationMissing")]
        public static partial void Missing(ILogger logger, string file);

        [LoggerMessage(9053, LogLevel.Error, "A part of the service could not follow a change of {File}.", EventName = "ConfigurationFollowerFailed")]
        public static partial void FollowerFailed(ILogger logger, string file, Exception exception);
    }
}
