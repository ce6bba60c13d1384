using Npgsql;
using Realtime.Auth.Tests.Support;

namespace Realtime.Auth.Tests.Keys;

public sealed class DataProtectionTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    private static readonly string One = new('1', 64);
    private static readonly string Two = new('2', 64);

    [Fact]
    public async Task Keys_AreEncryptedByTheConfiguredKey()
    {
        var database = await fixture.CreateDatabaseAsync();
        var server = fixture.Start(With(One), database);
        var token = await OAuthTestClient.Of(server).OwnTokenAsync();

        var ring = await RingAsync(database);

        ring.ShouldContain("aes256gcm");
        ring.ShouldNotContain("requiresEncryption");
        (await OAuthTestClient.Of(fixture.StartReplica(server, With(One))).IsActiveAsync(token)).ShouldBeTrue();
    }

    [Fact]
    public async Task Keys_OfBefore_AreEncryptedAtTheNextStart()
    {
        var database = await fixture.CreateDatabaseAsync();
        var open = fixture.Start(database: database);
        var token = await OAuthTestClient.Of(open).OwnTokenAsync();
        (await RingAsync(database)).ShouldContain("requiresEncryption");

        var closed = fixture.StartReplica(open, With(One));

        (await OAuthTestClient.Of(closed).IsActiveAsync(token)).ShouldBeTrue();
        var ring = await RingAsync(database);
        KeysOf(ring).ShouldBe(1, "a key that cannot be opened is replaced by a new one");
        ring.ShouldContain("aes256gcm");
        ring.ShouldNotContain("requiresEncryption");
    }

    [Fact]
    public async Task Key_IsReplacedWithoutLosingAnything()
    {
        var database = await fixture.CreateDatabaseAsync();
        var first = fixture.Start(With(One), database);
        var token = await OAuthTestClient.Of(first).OwnTokenAsync();
        var before = await RingAsync(database);
        await OAuthTestClient.Of(fixture.StartReplica(first, With(Two, One))).OwnTokenAsync();
        (await RingAsync(database)).ShouldNotBe(before);

        var last = fixture.StartReplica(first, With(Two));

        KeysOf(await RingAsync(database)).ShouldBe(1, "a key that cannot be opened is replaced by a new one");
        (await OAuthTestClient.Of(last).IsActiveAsync(token)).ShouldBeTrue();
    }

    [Fact]
    public async Task Key_ThatIsWrong_IsNamedWithoutItsValue()
    {
        var failure = await fixture.StartFailureAsync(With("not-a-key-but-secret"));
        failure.ShouldContain("Auth:DataProtection:Keys:0");
        failure.ShouldNotContain("not-a-key-but-secret");
    }

    private static int KeysOf(string ring) => ring.Split("<key ").Length - 1;

    private static Dictionary<string, string> With(params string[] keys) =>
        keys.Select((key, index) => (key, index)).ToDictionary(pair => $"Auth:DataProtection:Keys:{pair.index}", pair => pair.key);

    private static async Task<string> RingAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("SELECT string_agg(xml, ' ') FROM data_protection_keys");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
