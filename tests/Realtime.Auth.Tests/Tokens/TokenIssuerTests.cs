using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Realtime.Auth.Configuration;
using Realtime.Auth.Data;
using Realtime.Auth.Keys;
using Realtime.Auth.Revocation;
using Realtime.Auth.Tests.Support;
using Realtime.Auth.Tokens;

namespace Realtime.Auth.Tests.Tokens;

/// <summary>What a token says about when it was issued, after its client was changed.</summary>
public sealed class TokenIssuerTests
{
    private readonly AdjustableTime _time = new();
    private readonly AuthOptions _options = new() { Issuer = new Uri("https://realtime.example.com"), ClientCacheDuration = TimeSpan.FromSeconds(5) };
    private readonly RevocationCache _revocations;
    private readonly TokenIssuer _issuer;

    public TokenIssuerTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var keys = new KeyRing(_time);
        keys.Replace(new KeyRingSnapshot([SigningKey.FromPkcs8(key.ExportPkcs8PrivateKey(), _time.GetUtcNow())]));
        _revocations = new RevocationCache(_time);
        _issuer = new TokenIssuer(keys, _revocations, Options.Create(_options), _time);
    }

    [Fact]
    public void ClientAsItIsAfterTheChange_GetsATokenThatIsGoodAtOnce()
    {
        var (changedAt, revokedUntil) = Change();
        IssuedAt(changedAt).ShouldBe(revokedUntil.ToUnixTimeSeconds() + 1);
    }

    [Fact]
    public void ClientAsItWasBefore_GetsATokenThatIsRevoked()
    {
        var (changedAt, revokedUntil) = Change();
        IssuedAt(changedAt.AddHours(-1)).ShouldBeLessThanOrEqualTo(revokedUntil.ToUnixTimeSeconds());
    }

    [Fact]
    public void SomeSecondsLater_TheTimeIsTheTime()
    {
        var (changedAt, _) = Change();
        _time.Advance(TimeSpan.FromSeconds(10));
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        IssuedAt(changedAt).ShouldBeInRange(now, _time.GetUtcNow().ToUnixTimeSeconds());
    }

    private (DateTimeOffset ChangedAt, DateTimeOffset RevokedUntil) Change()
    {
        var changedAt = _time.GetUtcNow();
        var revokedUntil = changedAt + _options.ClientCacheDuration;
        _revocations.Add(RevocationKind.Client, "app", revokedUntil, revokedUntil.AddDays(1));
        return (changedAt, revokedUntil);
    }

    private long IssuedAt(DateTimeOffset clientChangedAt) => Jwt.Claims(_issuer.Issue(new TokenDescription
    {
        Subject = "user-1",
        ClientId = "app",
        ClientChangedAt = clientChangedAt,
        SessionId = "0123456789abcdef",
        Scopes = ["realtime.connect"],
        Lifetime = TimeSpan.FromMinutes(1),
    }).Token).GetProperty("iat").GetInt64();
}
