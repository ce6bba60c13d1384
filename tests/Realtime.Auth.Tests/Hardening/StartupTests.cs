using System.Net;
using Realtime.Auth.Tests.Support;

namespace Realtime.Auth.Tests.Hardening;

public sealed class StartupTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    private static readonly Dictionary<string, string> ProductionSecrets = new()
    {
        ["Auth:Issuer"] = "https://realtime.example.com/",
        ["Internal:Key"] = "an-internal-key-of-some-length",
        ["Auth:UserTokens:Keys:0"] = new('a', 64),
        ["Auth:UserTokens:ApiKeys:0"] = "user-api-key",
        ["Auth:AdminTokens:Keys:0"] = new('b', 64),
        ["Auth:AdminTokens:ApiKeys:0"] = "admin-api-key",
    };

    [Fact]
    public async Task Production_WithoutSecrets_NamesEveryMissingOne()
    {
        var failure = await fixture.StartFailureAsync(environment: "Production");
        foreach (var name in ProductionSecrets.Keys)
        {
            failure.ShouldContain(name.EndsWith(":0", StringComparison.Ordinal) ? name[..^2] : name);
        }
    }

    [Theory]
    [InlineData("Auth:UserTokens:Keys:0", "abc", "Auth:UserTokens:Keys:0")]
    [InlineData("Auth:AdminTokens:Keys:0", "zz", "Auth:AdminTokens:Keys:0")]
    [InlineData("Auth:UserTokens:Keys:2", "x", "Auth:UserTokens:Keys")]
    [InlineData("Auth:Issuer", "realtime.example.com", "Auth:Issuer")]
    [InlineData("Auth:AccessTokenLifetime", "3.00:00:00", "AccessTokenLifetime")]
    [InlineData("Auth:SigningKeys:PublishAhead", "30.00:00:00", "Auth:SigningKeys:PublishAhead")]
    [InlineData("Auth:Clients:app:Grants:0", "client_credentials", "Auth:Clients:app:Secret")]
    [InlineData("Auth:Clients:app:Grants:0", "password", "Auth:Clients:app: grants")]
    public async Task WrongOption_IsNamedWithoutItsValue(string option, string value, string named)
    {
        var settings = new Dictionary<string, string>(ProductionSecrets) { [option] = value };
        if (option.EndsWith("Keys:2", StringComparison.Ordinal))
        {
            settings["Auth:UserTokens:Keys:1"] = new('c', 64);
            settings[option] = new('d', 64);
        }

        var failure = await fixture.StartFailureAsync(settings, environment: "Production");
        failure.ShouldContain(named);
        failure.ShouldNotContain(new string('a', 64));
        failure.ShouldNotContain("user-api-key");
    }

    [Fact]
    public async Task Production_KnowsNoDevelopmentClientOrKey()
    {
        var database = await fixture.CreateDatabaseAsync();
        fixture.Start(database: database);
        var server = fixture.Start(ProductionSecrets, database, environment: "Production");

        using var token = await OAuthTestClient.Of(server).TokenAsync(("grant_type", "client_credentials"));
        token.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var http = server.Connect();
        (await http.PostAsync("/generate-token?x-api-key=dev-user-key", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await http.GetStringAsync("/.well-known/openid-configuration")).ShouldContain("\"issuer\":\"https://realtime.example.com\"");
    }
}
