using System.Security.Cryptography;
using Realtime.Auth.Keys;

namespace Realtime.Auth.Tests.Keys;

public sealed class KeyRingTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-10, 0)]
    [InlineData(0, 0)]
    [InlineData(59, 0)]
    [InlineData(60, 1)]
    [InlineData(600, 1)]
    public void KeyActivatedLast_Signs_AndTheFirstWhereTheClockIsBehind(int seconds, int expected)
    {
        SigningKey[] keys = [Key(Start), Key(Start.AddMinutes(1))];
        new KeyRingSnapshot([keys[1], keys[0]]).ActiveAt(Start.AddSeconds(seconds)).ShouldBe(keys[expected]);
    }

    [Fact]
    public void NoKey_SignsNothing() => KeyRingSnapshot.Empty.ActiveAt(Start).ShouldBeNull();

    private static SigningKey Key(DateTimeOffset activatesAt)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return SigningKey.FromPkcs8(key.ExportPkcs8PrivateKey(), activatesAt);
    }
}
