using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Realtime.Auth.Data;
using Realtime.Auth.Tests.Support;
using Realtime.ServiceDefaults.Startup;
using Realtime.Testing;

namespace Realtime.Auth.Tests.Keys;

public sealed class KeyRotationTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    private static readonly Dictionary<string, string> FastReload = new() { ["Auth:SigningKeys:ReloadInterval"] = "00:00:00.1" };

    [Fact]
    public async Task Rotation_PublishesAheadSwitchesAndKeepsTheOldKeyUntilItsTokensHaveExpired()
    {
        var time = new AdjustableTime();
        var first = fixture.Start(FastReload, await fixture.CreateDatabaseAsync(), time: time);
        var second = fixture.StartReplica(first, FastReload);
        var (dev, other) = (OAuthTestClient.Of(first), OAuthTestClient.Of(second));

        var oldToken = await dev.OwnTokenAsync();
        var oldKey = Jwt.Header(oldToken).Text("kid")!;
        (await KeysAsync(first)).ShouldBe([oldKey]);
        (await KeysAsync(second)).ShouldBe([oldKey]);

        // A day before its time the next key is there, and signs nothing yet.
        time.Advance(TimeSpan.FromDays(29) + TimeSpan.FromMinutes(1));
        await Eventually.Async(async () => (await KeysAsync(first)).Length == 2 && (await KeysAsync(second)).Length == 2);
        var nextKey = (await KeysAsync(first)).Single(key => key != oldKey);
        (await KeysAsync(second)).ShouldContain(nextKey);
        time.Advance(TimeSpan.FromMinutes(2));
        var lastOfOld = (await dev.GrantAsync(("grant_type", "client_credentials"), ("lifetime", "86400"))).AccessToken();
        Jwt.Header(lastOfOld).Text("kid").ShouldBe(oldKey);

        // Then both replicas sign with it at the same moment, and take tokens of either key.
        time.Advance(TimeSpan.FromHours(23) + TimeSpan.FromMinutes(59));
        foreach (var client in new[] { dev, other })
        {
            var token = await client.OwnTokenAsync();
            Jwt.Header(token).Text("kid").ShouldBe(nextKey);
            (await dev.IsActiveAsync(token)).ShouldBeTrue();
            (await other.IsActiveAsync(token)).ShouldBeTrue();
            (await client.IsActiveAsync(lastOfOld)).ShouldBeTrue();
        }

        // The old key goes once nothing signed with it can be valid.
        time.Advance(TimeSpan.FromHours(23));
        (await KeysAsync(first)).ShouldContain(oldKey);
        time.Advance(TimeSpan.FromHours(2));
        await Eventually.Async(async () => (await KeysAsync(first)) is [var only] && only == nextKey);
    }

    [Fact]
    public async Task Keys_SurviveARestart()
    {
        var server = fixture.Server;
        var token = await OAuthTestClient.Of(server).OwnTokenAsync();
        (await OAuthTestClient.Of(fixture.StartReplica(server)).IsActiveAsync(token)).ShouldBeTrue();
    }

    [Fact]
    public async Task ReplicasThatStartTogether_MakeOneKey()
    {
        var database = await fixture.CreateDatabaseAsync();
        var servers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => fixture.Start(database: database))));
        var keys = await Task.WhenAll(servers.Select(KeysAsync));
        keys.ShouldAllBe(set => set.SequenceEqual(keys[0]));
        keys[0].Length.ShouldBe(1);
    }

    [Fact]
    public async Task PrivateKeys_AreStoredEncrypted()
    {
        await using var context = await fixture.Server.Get<IDbContextFactory<AuthDbContext>>().CreateDbContextAsync();
        var stored = Convert.FromBase64String((await context.SigningKeys.FirstAsync()).ProtectedKey);
        using var key = System.Security.Cryptography.ECDsa.Create();
        Should.Throw<System.Security.Cryptography.CryptographicException>(() => key.ImportPkcs8PrivateKey(stored, out _));
    }

    [Fact]
    public async Task KeysThatCannotBeDecrypted_StopTheStartAndSayWhy()
    {
        var database = await fixture.CreateDatabaseAsync();
        var server = fixture.Start(database: database);
        await using (var context = await server.Get<IDbContextFactory<AuthDbContext>>().CreateDbContextAsync())
        {
            await context.DataProtectionKeys.ExecuteDeleteAsync();
        }

        Should.Throw<ServiceConfigurationException>(() => fixture.Start(database: database)).Message.ShouldContain("data_protection_keys");
    }

    [Fact]
    public async Task Jwks_HoldsOnlyPublicMembers()
    {
        using var http = fixture.Server.Connect();
        var jwks = await http.GetFromJsonAsync<JsonElement>("/.well-known/jwks.json");
        foreach (var key in jwks.GetProperty("keys").EnumerateArray())
        {
            key.EnumerateObject().Select(member => member.Name).ShouldBe(["kty", "crv", "x", "y", "use", "alg", "kid"]);
        }
    }

    [Theory]
    [InlineData("/.well-known/jwks.json")]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/.well-known/oauth-authorization-server")]
    public async Task Documents_AreCacheableAndRevalidate(string path)
    {
        using var http = fixture.Server.Connect();
        using var full = await http.GetAsync(path);
        full.StatusCode.ShouldBe(HttpStatusCode.OK);
        full.Headers.CacheControl!.Public.ShouldBeTrue();
        full.Headers.CacheControl.MaxAge.ShouldBe(TimeSpan.FromMinutes(5));
        full.Headers.ETag.ShouldNotBeNull();

        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"other\""));
        again.Headers.IfNoneMatch.Add(full.Headers.ETag);
        using var unchanged = await http.SendAsync(again);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await unchanged.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();

        using var other = new HttpRequestMessage(HttpMethod.Get, path);
        other.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"other\""));
        (await http.SendAsync(other)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Discovery_NamesEndpointsUnderTheIssuer()
    {
        using var http = fixture.Server.Connect();
        var document = await http.GetFromJsonAsync<JsonElement>("/.well-known/openid-configuration");
        var issuer = fixture.Server.Address.AbsoluteUri.TrimEnd('/');
        document.Text("issuer").ShouldBe(issuer);
        document.Text("token_endpoint").ShouldBe($"{issuer}/connect/token");
        document.Text("introspection_endpoint").ShouldBe($"{issuer}/connect/introspect");
        document.Text("revocation_endpoint").ShouldBe($"{issuer}/connect/revocation");
        document.Text("jwks_uri").ShouldBe($"{issuer}/.well-known/jwks.json");
    }

    private static async Task<string[]> KeysAsync(AuthServer server)
    {
        using var http = server.Connect();
        var jwks = await http.GetFromJsonAsync<JsonElement>("/.well-known/jwks.json");
        return [.. jwks.GetProperty("keys").EnumerateArray().Select(key => key.Text("kid")!)];
    }
}
