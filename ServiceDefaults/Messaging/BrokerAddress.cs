using Realtime.ServiceDefaults.Startup;

namespace Realtime.ServiceDefaults.Messaging;

public static class BrokerAddress
{
    /// <summary>The broker's URI, or an error that says what to set without repeating what was given.</summary>
    public static Uri Parse(string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new ServiceConfigurationException("ConnectionStrings:messaging is required, e.g. amqp://user:password@localhost:5672.");
        }

        return Uri.TryCreate(connectionString, UriKind.Absolute, out var address) && address.Scheme is ("amqp" or "amqps")
            ? address
            : throw new ServiceConfigurationException("ConnectionStrings:messaging is no amqp:// address.");
    }
}
