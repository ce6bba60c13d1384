using Npgsql;

namespace Realtime.OfflineDelivery.Data;

internal static class DeliveryConnectionString
{
    /// <summary>The connection string with time limits and prepared statements, where it does not say otherwise.</summary>
    public static string From(string given)
    {
        var builder = new NpgsqlConnectionStringBuilder(given);
        builder.Timeout = builder.ContainsKey("Timeout") ? builder.Timeout : 5;
        builder.CommandTimeout = builder.ContainsKey("Command Timeout") ? builder.CommandTimeout : 15;
        builder.MaxAutoPrepare = builder.ContainsKey("Max Auto Prepare") ? builder.MaxAutoPrepare : 50;
        builder.AutoPrepareMinUsages = builder.ContainsKey("Auto Prepare Min Usages") ? builder.AutoPrepareMinUsages : 2;
        builder.ApplicationName ??= "offline-delivery";
        return builder.ConnectionString;
    }
}
