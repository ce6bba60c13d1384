using Npgsql;

namespace Realtime.Testing;

/// <summary>Where the broker and the database server of this test run are.</summary>
internal sealed record ServerAddresses(Uri Broker, Uri BrokerManagement, string Postgres)
{
    public const string BrokerVariable = "REALTIME_TEST_RABBITMQ";
    public const string BrokerManagementVariable = "REALTIME_TEST_RABBITMQ_MANAGEMENT";
    public const string PostgresVariable = "REALTIME_TEST_POSTGRES";

    /// <summary>The servers named by the environment, or null when the tests have to start their own.</summary>
    public static ServerAddresses? FromEnvironment()
    {
        if (Environment.GetEnvironmentVariable(BrokerVariable) is not { Length: > 0 } broker
            || Environment.GetEnvironmentVariable(PostgresVariable) is not { Length: > 0 } postgres)
        {
            return null;
        }

        var uri = new Uri(broker);
        var management = Environment.GetEnvironmentVariable(BrokerManagementVariable) is { Length: > 0 } given
            ? new Uri(given)
            : new UriBuilder(Uri.UriSchemeHttp, uri.Host, uri.Port + 10_000).Uri;
        return new ServerAddresses(uri, management, new NpgsqlConnectionStringBuilder(postgres).ConnectionString);
    }
}
