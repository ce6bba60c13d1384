using Npgsql;
using Realtime.ServiceDefaults.Startup;

namespace Realtime.Presence.Data;

internal static class PresenceConnectionString
{
    private const int ConnectSeconds = 5;
    private const int PreparedStatements = 50;

    /// <summary>The connection string with a time limit and prepared statements, where it does not say otherwise.</summary>
    public static string From(string given)
    {
        var builder = Parse(given);
        var defaults = new NpgsqlConnectionStringBuilder();
        builder.Timeout = builder.Timeout == defaults.Timeout ? ConnectSeconds : builder.Timeout;
        builder.MaxAutoPrepare = builder.MaxAutoPrepare == defaults.MaxAutoPrepare ? PreparedStatements : builder.MaxAutoPrepare;
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
