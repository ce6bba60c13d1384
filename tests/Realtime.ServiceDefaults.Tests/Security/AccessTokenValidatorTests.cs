using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Realtime.ServiceDefaults.Security;
using Realtime.ServiceDefaults.Tests.Support;
using Realtime.Testing;
using Realtime.Testing.Tokens;

namespace Realtime.ServiceDefaults.Tests.Security;

public sealed class AccessTokenValidatorTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly Revocations _revocations = new();
    private TestAuthority _authority = null!;
    private TestService _service = null!;

    private IAccessTokenValidator Validator => _service.Services.GetRequiredService<IAccessTokenValidator>();

    public async Task InitializeAsync()
    {
        _authority = await TestAuthority.StartAsync();
        _service = await StartServiceAsync();
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _authority.DisposeAsync();
    }

    [Fact]
    public async Task A_good_token_yields_all_that_it_says()
    {
        var token = _authority.Issue("u1", "realtime.connect realtime.read", change: claims =>
        {
            claims["roles"] = new JsonArray("admin", "user");
            claims["tenant"] = "acme";
            claims["sid"] = "s1";
            claims["cap"] = new JsonObject { ["project:*"] = new JsonArray("subscribe", "publish") };
        });

        var result = await ValidateAsync(token);

        result.Succeeded.ShouldBeTrue();
        result.Token!.Subject.ShouldBe("u1");
        result.Token.Scopes.ShouldBe(["realtime.connect", "realtime.read"], ignoreOrder: true);
        result.Token.IsInRole("admin").ShouldBeTrue();
        result.Token.Tenant.ShouldBe("acme");
        result.Token.SessionId.ShouldBe("s1");
        result.Token.ClientId.ShouldBe("dev");
        result.Token.Issuer.ShouldBe(_authority.Issuer);
        result.Token.Capabilities!["project:*"].ShouldBe(["subscribe", "publish"]);
    }

    [Fact]
    public async Task Capabilities_that_cannot_be_read_allow_nothing() =>
        (await ValidateAsync(_authority.Issue("u1", change: claims => claims["cap"] = "{broken"))).Token!.Capabilities!.ShouldBeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d.e")]
    [InlineData("tökén")]
    public async Task Nonsense_is_malformed(string token) => (await ValidateAsync(token)).Failure.ShouldBe(AccessTokenFailure.Malformed);

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("ES384")]
    [InlineData("es256")]
    public async Task Only_ES256_is_considered(string algorithm)
    {
        var parts = _authority.Issue("u1").Split('.');
        var header = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[0]))!.AsObject();
        header["alg"] = algorithm;

        (await ValidateAsync($"{TestAuthority.Encode(header)}.{parts[1]}.{parts[2]}")).Failure.ShouldBe(AccessTokenFailure.Malformed);
    }

    [Fact]
    public async Task A_changed_payload_has_a_bad_signature()
    {
        var parts = _authority.Issue("u1").Split('.');

        (await ValidateAsync($"{parts[0]}.{TestAuthority.Encode(_authority.Claims("root"))}.{parts[2]}")).Failure.ShouldBe(AccessTokenFailure.BadSignature);
    }

    [Fact]
    public async Task A_key_of_somebody_else_is_unknown()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = TestAuthority.Sign(new JsonObject { ["alg"] = "ES256", ["kid"] = "mine" }, _authority.Claims("root"), key);

        (await ValidateAsync(forged)).Failure.ShouldBe(AccessTokenFailure.UnknownKey);
    }

    [Fact]
    public async Task Other_audience_issuer_or_time_is_refused()
    {
        (await ValidateAsync(_authority.Issue("u1", change: claims => claims["aud"] = "billing"))).Failure.ShouldBe(AccessTokenFailure.WrongAudience);
        (await ValidateAsync(_authority.Issue("u1", change: claims => claims["iss"] = "http://other.test"))).Failure.ShouldBe(AccessTokenFailure.WrongIssuer);
        (await ValidateAsync(_authority.Issue("u1", lifetime: TimeSpan.FromMinutes(-1)))).Failure.ShouldBe(AccessTokenFailure.Expired);
        (await ValidateAsync(_authority.Issue("u1", change: claims => claims["nbf"] = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()))).Failure.ShouldBe(AccessTokenFailure.NotYetValid);
        (await ValidateAsync(_authority.Issue("u1", change: claims => claims.Remove("exp")))).Failure.ShouldBe(AccessTokenFailure.Malformed);
        (await ValidateAsync(_authority.Issue("u1", change: claims => claims["aud"] = new JsonArray("billing", "realtime")))).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_remembered_token_still_expires()
    {
        var token = _authority.Issue("u1", lifetime: TimeSpan.FromMinutes(2));
        (await ValidateAsync(token)).Succeeded.ShouldBeTrue();
        (await ValidateAsync(token)).Succeeded.ShouldBeTrue();

        _time.Advance(TimeSpan.FromMinutes(3));

        (await ValidateAsync(token)).Failure.ShouldBe(AccessTokenFailure.Expired);
    }

    [Fact]
    public async Task A_remembered_token_is_refused_once_revoked()
    {
        var token = _authority.Issue("u1");
        var id = (await ValidateAsync(token)).Token!.TokenId;

        _revocations.Ids.Add(id);

        (await ValidateAsync(token)).Failure.ShouldBe(AccessTokenFailure.Revoked);
        (await ValidateAsync(_authority.Issue("u1"))).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_new_key_is_fetched_when_a_token_names_it()
    {
        (await ValidateAsync(_authority.Issue("u1"))).Succeeded.ShouldBeTrue();
        _authority.Rotate();
        _time.Advance(TimeSpan.FromSeconds(2));

        (await ValidateAsync(_authority.Issue("u1"))).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Unknown_keys_do_not_flood_the_authority()
    {
        (await ValidateAsync(_authority.Issue("u1"))).Succeeded.ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(2));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var before = _authority.Fetches;
        var watch = System.Diagnostics.Stopwatch.StartNew();

        for (var i = 0; i < 50; i++)
        {
            await ValidateAsync(TestAuthority.Sign(new JsonObject { ["alg"] = "ES256", ["kid"] = $"k{i}" }, _authority.Claims("root"), key));
        }

        // One a second at most, however long the machine takes.
        (_authority.Fetches - before).ShouldBeInRange(1, 2 + (int)watch.Elapsed.TotalSeconds);
    }

    [Fact]
    public async Task A_withdrawn_key_makes_its_remembered_tokens_worthless()
    {
        var token = _authority.Issue("u1");
        (await ValidateAsync(token)).Succeeded.ShouldBeTrue();

        _authority.Rotate(dropOld: true);
        _time.Advance(TimeSpan.FromMinutes(6));
        await ValidateAsync(_authority.Issue("u2"));

        await Eventually.Async(async () => (await ValidateAsync(token)).Failure == AccessTokenFailure.UnknownKey);
    }

    [Fact]
    public async Task Known_keys_serve_on_while_the_authority_is_down()
    {
        (await ValidateAsync(_authority.Issue("u1"))).Succeeded.ShouldBeTrue();
        _authority.IsDown = true;
        _time.Advance(TimeSpan.FromMinutes(30));

        (await ValidateAsync(_authority.Issue("u2"))).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Without_any_key_a_token_cannot_be_judged_until_the_authority_is_back()
    {
        _authority.IsDown = true;
        await using var service = await StartServiceAsync();
        var validator = service.Services.GetRequiredService<IAccessTokenValidator>();
        var token = _authority.Issue("u1");

        (await validator.ValidateAsync(token, CancellationToken.None)).Failure.ShouldBe(AccessTokenFailure.Unavailable);
        _authority.IsDown = false;

        await Eventually.Async(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return (await validator.ValidateAsync(token, CancellationToken.None)).Succeeded;
        });
    }

    [Fact]
    public async Task An_authority_that_stays_away_is_told_once_and_asked_ever_less_often()
    {
        _authority.IsDown = true;
        var logs = new RecordedLogs();
        await using var service = await StartServiceAsync(logs);
        var validator = service.Services.GetRequiredService<IAccessTokenValidator>();
        var token = _authority.Issue("u1");
        (await validator.ValidateAsync(token, CancellationToken.None)).Failure.ShouldBe(AccessTokenFailure.Unavailable);

        var (before, watch) = (_authority.Fetches, System.Diagnostics.Stopwatch.StartNew());
        for (var i = 0; i < 40; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await validator.ValidateAsync(token, CancellationToken.None);
        }

        // Two requests each; one for each token would be 80.
        (_authority.Fetches - before).ShouldBeLessThan(30 + (int)watch.Elapsed.TotalSeconds);
        logs.Of("SigningKeysUnavailable").Count.ShouldBe(1);

        _authority.IsDown = false;
        await Eventually.Async(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return (await validator.ValidateAsync(token, CancellationToken.None)).Succeeded;
        });
        await Eventually.Async(() => logs.Of("SigningKeysReachable").Count == 1);
    }

    [Fact]
    public async Task Many_threads_validate_at_once()
    {
        var tokens = Enumerable.Range(0, 200).Select(i => _authority.Issue($"u{i}")).ToArray();

        await Parallel.ForEachAsync(Enumerable.Range(0, 2_000), async (i, _) =>
            (await ValidateAsync(tokens[i % tokens.Length])).Token!.Subject.ShouldBe($"u{i % tokens.Length}"));
    }

    [Fact]
    public void The_cache_is_bounded()
    {
        var cache = new TokenCache(100);
        var token = new CachedToken(new AccessToken { Subject = "u", TokenId = "t", Issuer = "i", ExpiresAt = default, Scopes = new HashSet<string>(), Roles = new HashSet<string>() }, "k");
        var fingerprints = Enumerable.Range(0, 1_000).Select(i => TokenFingerprint.Of(Encoding.ASCII.GetBytes($"token{i}"))).ToArray();

        foreach (var fingerprint in fingerprints)
        {
            cache.Add(fingerprint, token);
        }

        fingerprints.Count(fingerprint => cache.Find(fingerprint) is not null).ShouldBeLessThanOrEqualTo(100);
        cache.Find(fingerprints[^1]).ShouldNotBeNull();
    }

    private ValueTask<AccessTokenResult> ValidateAsync(string token) => Validator.ValidateAsync(token, CancellationToken.None);

    private Task<TestService> StartServiceAsync(RecordedLogs? logs = null) => TestService.StartAsync(
        builder =>
        {
            if (logs is not null)
            {
                builder.Logging.AddProvider(logs);
            }

            builder.Services.AddSingleton<TimeProvider>(_time);
            builder.Services.AddSingleton<IRevokedTokens>(_revocations);
            builder.AddRealtimeAuthentication();
        },
        settings: new() { ["Authentication:Authority"] = _authority.Address.AbsoluteUri, ["HttpResilience:RetryDelay"] = "00:00:00.01", ["HttpResilience:MaxRetryAttempts"] = "1" });

    private sealed class Revocations : IRevokedTokens
    {
        public HashSet<string> Ids { get; } = [];

        public bool IsRevoked(AccessToken token) => Ids.Contains(token.TokenId);
    }
}
