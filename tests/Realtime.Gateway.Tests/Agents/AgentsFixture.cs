using System.Text.Json.Nodes;
using Realtime.Gateway.Tests.Cluster;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Agents;

/// <summary>Two gateways with an authority that knows agent tokens and a stand-in for Presence. A token is <c>company.agent.user</c> or <c>admin.id.company.agent.restriction</c>.</summary>
public sealed class AgentsFixture : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();

    internal string Broker { get; private set; } = "";

    internal TestAuthority Authority { get; private set; } = null!;

    internal FakeSessions Sessions { get; private set; } = null!;

    internal TestGateway First { get; private set; } = null!;

    internal TestGateway Second { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        Broker = await _servers.CreateVirtualHostAsync();
        Authority = await TestAuthority.StartAsync();
        Authority.AnswerOpaque = Judge;
        Sessions = await FakeSessions.StartAsync(Broker);
        First = await StartAsync();
        Second = await StartAsync();
    }

    /// <summary>One more gateway, for the caller to dispose of.</summary>
    internal Task<TestGateway> StartAsync(params string[] more) =>
        TestGateway.StartAsync(Broker, Authority, ["--services:presence:http:0=" + Sessions.Url, "--Gateway:Agents:RenewInterval=00:00:00.5", "--Gateway:Agents:AcquireTimeout=00:00:20", "--HttpResilience:MaxRetryAttempts=1", "--HttpResilience:RetryDelay=00:00:00.01", "--Gateway:Agents:BreakerPause=00:00:01", "--Gateway:OpaqueTokens:UserCacheTime=00:00:00", .. more]);

    public async Task DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await Sessions.DisposeAsync();
        await Authority.DisposeAsync();
        await _servers.DisposeAsync();
    }

    private static JsonObject Judge(JsonObject question)
    {
        var admin = (string?)question["kind"] == "admin";
        if ((string?)question["api_key"] != (admin ? "admin-key" : "user-key"))
        {
            return Refuse("InvalidAPIKey", "API key is invalid.");
        }

        if ((string?)question["token"] is not { Length: > 0 } token)
        {
            return Refuse("InvalidToken", "Company token is required");
        }

        var parts = token.Split('.');
        if (admin ? parts is not ["admin", ..] : parts is not [_, _, _])
        {
            return Refuse("InvalidToken", "Company token is invalid or malformed.");
        }

        var claims = admin
            ? new JsonObject { ["admin_id"] = parts[1], ["subscribed_company_id"] = parts[2], ["subscribed_agent_id"] = parts[3], ["company_id_restriction"] = parts[4] }
            : new JsonObject { ["company_id"] = parts[0], ["agent_id"] = parts[1], ["user_id"] = parts[2] };
        claims["expires_at"] = "2099-01-01T00:00:00Z";
        return new JsonObject { ["valid"] = true, ["claims"] = claims };
    }

    private static JsonObject Refuse(string code, string message) => new() { ["valid"] = false, ["code"] = code, ["message"] = message };
}
