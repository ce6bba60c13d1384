using Npgsql;
using Realtime.ServiceDefaults.Startup;

namespace Realtime.Presence.Data;

internal static class PresenceConnectionString
{
    /// <summary>The connection string with time limits and prepared statements, where it does not say otherwise.</summary>
    public static string From(string given)
    {
        var builder = Parse(given);
        builder.Timeout = builder.ContainsKey("Timeout") ? builder.Timeout : 5;
        builder.CommandTimeout = builder.ContainsKey("Command Timeout") ? builder.CommandTimeout : 30;
        builder.MaxAutoPrepare = builder.ContainsKey("Max Auto Prepare") ? builder.MaxAutoPrepare : 50;
        builder.ApplicationName ??= "presence";
        return builder.ConnectionString;
    }

    private static NpgsqlConnectionStringBuilder Parse(string given)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(given);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // What was given may hold a password.
            throw new ServiceConfigurationException("ConnectionStrings:presencedb is no connection string of PostgreSQL.");
        }
    }
}
