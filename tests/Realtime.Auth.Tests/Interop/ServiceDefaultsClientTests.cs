using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Realtime.Auth.Tests.Support;
using Realtime.ServiceDefaults.Identity;
using Realtime.ServiceDefaults.Security;
using Realtime.Testing;

namespace Realtime.Auth.Tests.Interop;

/// <summary>The token client and the validator that every other service uses, over the network.</summary>
public sealed class ServiceDefaultsClientTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    [Fact]
    public async Task TokenClient_GetsExchangesAndRefreshes()
    {
        using var http = fixture.Server.Connect();
        var own = await http.RequestClientCredentialsTokenAsync(
            new ClientCredentialsTokenRequest { Address = "/connect/token", ClientId = "dev", ClientSecret = "dev-secret", Scope = "realtime.connect" });
        own.IsError.ShouldBeFalse(own.ErrorDescription);

        var exchange = new TokenExchangeTokenRequest
        {
            Address = "/connect/token",
            ClientId = "dev",
            ClientSecret = "dev-secret",
            SubjectToken = own.AccessToken!,
            Scope = "realtime.connect offline_access",
        };
        exchange.Parameters.Add(new("requested_subject", "user-1"));
        var user = await http.RequestTokenExchangeTokenAsync(exchange);
        user.IsError.ShouldBeFalse(user.ErrorDescription);

        var refreshed = await http.RequestRefreshTokenAsync(
            new RefreshTokenRequest { Address = "/connect/token", ClientId = "dev", ClientSecret = "dev-secret", RefreshToken = user.RefreshToken! });
        refreshed.IsError.ShouldBeFalse(refreshed.ErrorDescription);
        refreshed.ExpiresIn.ShouldBe(3600);
    }

    [Fact]
    public async Task Validator_OfAnotherService_TakesTokensOfEveryPublishedKey()
    {
        var time = new AdjustableTime();
        var settings = new Dictionary<string, string> { ["Auth:SigningKeys:ReloadInterval"] = "00:00:00.1" };
        var server = fixture.Start(settings, await fixture.CreateDatabaseAsync(), time: time);
        var dev = OAuthTestClient.Of(server);
        using var host = await StartConsumerAsync(server, time);
        var validator = host.Services.GetRequiredService<IAccessTokenValidator>();

        var result = await validator.ValidateAsync((await dev.ExchangeAsync("user-1", ("cap", """{"chat:*":["publish"]}"""), ("roles", "admin"))).AccessToken(), CancellationToken.None);
        result.Failure.ShouldBe(AccessTokenFailure.None);
        result.Token!.Subject.ShouldBe("user-1");
        result.Token.IsInRole("admin").ShouldBeTrue();
        result.Token.Capabilities!["chat:*"].ShouldBe(["publish"]);

        time.Advance(TimeSpan.FromDays(30));
        await Eventually.Async(() => server.Get<Realtime.Auth.Keys.KeyRing>().Snapshot.Keys.Count == 2);
        time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        (await validator.ValidateAsync(await dev.OwnTokenAsync(), CancellationToken.None)).Failure.ShouldBe(AccessTokenFailure.None);
    }

    private static async Task<IHost> StartConsumerAsync(AuthServer server, TimeProvider time)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["Authentication:Authority"] = server.Address.AbsoluteUri;
        builder.Services.AddSingleton(time);
        builder.Services.AddAccessTokenValidation();
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
