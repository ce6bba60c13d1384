using Aspire.Hosting.ApplicationModel;
using Npgsql;

namespace Aspire.Hosting.Orchestration.Servers;

/// <summary>Checks the form of given connection strings before anything is started.</summary>
internal static class ExternalConnectionStrings
{
    public static void Check(IEnumerable<IResource> resources)
    {
        foreach (var resource in resources)
        {
            switch (resource)
            {
                case RabbitMQServerResource { External: { } given } when !IsAmqp(given):
                    throw new ServerStartException($"ConnectionStrings:{resource.Name} is not an AMQP address. It must look like amqp://user:password@host:5672/virtual-host.");
                case PostgresServerResource { External: { } given } when !IsPostgres(given):
                    throw new ServerStartException(
                        $"ConnectionStrings:{resource.Name} is not a PostgreSQL connection string. It must look like Host=host;Port=5432;Username=user;Password=password.");
                default:
                    break;
            }
        }
    }

    private static bool IsAmqp(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps" && uri.Host.Length > 0;

    private static bool IsPostgres(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
