using Microsoft.Extensions.Configuration.Memory;
using Realtime.Auth.Clients;
using Realtime.Contracts.Wire;

namespace Realtime.Auth.Configuration;

/// <summary>What makes a Development run work without any setting. Everything else overrides it, and no other environment sees it.</summary>
internal static class DevelopmentDefaults
{
    public static void AddDevelopmentDefaults(this IHostApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment())
        {
            return;
        }

        Dictionary<string, string?> values = new()
        {
            ["Auth:Issuer"] = "http://localhost:8080",
            ["Auth:UserTokens:Keys:0"] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            ["Auth:UserTokens:ApiKeys:0"] = "dev-user-key",
            ["Auth:AdminTokens:Keys:0"] = "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
            ["Auth:AdminTokens:ApiKeys:0"] = "dev-admin-key",
            ["Auth:Clients:dev:Secret"] = "dev-secret",
            ["Auth:Clients:dev:DisplayName"] = "Development client",
            ["Auth:Clients:dev:Roles:0"] = "admin",
            ["Auth:Clients:dev:ExchangeSubjects:0"] = "*",
        };
        AddArray(values, "Auth:Clients:dev:Grants", GrantTypes.All);
        AddArray(values, "Auth:Clients:dev:Scopes", [Scopes.Connect, Scopes.Publish, Scopes.Read, Scopes.Admin]);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = values });
    }

    private static void AddArray(Dictionary<string, string?> values, string key, IReadOnlyList<string> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            values[$"{key}:{i}"] = items[i];
        }
    }
}
