using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Microsoft.FeatureManagement;
using Realtime.ServiceDefaults.Startup;

namespace Realtime.ServiceDefaults.Flags;

/// <summary>The flags in force. A changed section that is wrong is refused with a log line, and the flags in force stay.</summary>
internal sealed partial class FeatureFlags : IFeatureFlags, IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IDisposable _changes;
    private FeatureFlagSet _flags;
    private string? _refused;

    public FeatureFlags(IConfiguration configuration, TimeProvider time, ILogger<FeatureFlags> logger)
    {
        _configuration = configuration;
        _time = time;
        _logger = logger;
        try
        {
            _flags = Read();
        }
        catch (Exception exception) when (IsFault(exception))
        {
            throw new ServiceConfigurationException(exception.Message);
        }

        _changes = ChangeToken.OnChange(configuration.GetReloadToken, Follow);
    }

    public bool IsEnabled(string feature, string subject) => Volatile.Read(ref _flags).IsEnabled(feature, subject);

    public bool IsOff(string feature) => Volatile.Read(ref _flags).IsOff(feature);

    public void Dispose()
    {
        _changes.Dispose();
        _flags.Dispose();
    }

    private void Follow()
    {
        try
        {
            // The set before is not disposed: somebody may be asking it.
            Volatile.Write(ref _flags, Read());
            _refused = null;
        }
        catch (Exception exception) when (IsFault(exception))
        {
            if (Interlocked.Exchange(ref _refused, exception.Message) != exception.Message)
            {
                Log.Refused(_logger, exception.Message);
            }
        }
    }

    private FeatureFlagSet Read()
    {
        var flags = FeatureFlagSet.Read(_configuration, _time);
        foreach (var name in flags.Unknown)
        {
            Log.Unknown(_logger, name);
        }

        return flags;
    }

    private static bool IsFault(Exception exception) => exception is FormatException or ArgumentException or FeatureManagementException or InvalidOperationException;

    private static partial class Log
    {
        [LoggerMessage(9055, LogLevel.Error, "Changed feature flags are refused, those in force stay: {Fault}", EventName = "FlagsRefused")]
        public static partial void Refused(ILogger logger, string fault);

        [LoggerMessage(9056, LogLevel.Warning, "FeatureManagement:{Name} is no flag of Realtime.", EventName = "FlagUnknown")]
        public static partial void Unknown(ILogger logger, string name);
    }
}
