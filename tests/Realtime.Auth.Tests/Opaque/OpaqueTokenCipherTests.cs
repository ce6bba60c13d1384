using System.Security.Cryptography;
using System.Text;
using Realtime.Auth.Opaque;

namespace Realtime.Auth.Tests.Opaque;

public sealed class OpaqueTokenCipherTests
{
    private const string Key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private const string UserPlaintext = """{"company_id":"c1","agent_id":"a1","user_id":"u1","expires_at":"2099-01-01T00:00:00Z"}""";
    private const string UserToken = "oKGio6SlpqeoqaqrnTofQii7Y9EbOu63JUDivUGOdTLz0CcC6FFP4l2RV2DjVGvd2lE2TwD1YOozWPbIZTdkLRqgcwwkLVQ_0FK_koaMvFYdldXNxNOrKL_0_Ir3O5v-57yseYtu2bG7Pub46jQiLYUa";
    private const string AdminPlaintext = """{"admin_id":"root","expires_at":"2099-01-01T00:00:00Z"}""";
    private const string AdminToken = "oKGio6SlpqeoqaqrnTodSSiibOALAaXpJQivsQSOdTL3zzIF7mtV2R7fVzvwRHfGlg9jDHKsNZw5SrnJdyF2eDjyZyBUhOPoWKfqefOLty3febA=";
    private static readonly byte[] Nonce = [.. Enumerable.Range(0xa0, 12).Select(value => (byte)value)];

    [Theory]
    [InlineData(UserPlaintext, UserToken)]
    [InlineData(AdminPlaintext, AdminToken)]
    public void Vector_BothWays(string plaintext, string token)
    {
        using var cipher = new OpaqueTokenCipher([Key]);
        cipher.Encrypt(Encoding.UTF8.GetBytes(plaintext), Nonce).ShouldBe(token);
        Encoding.UTF8.GetString(cipher.TryDecrypt(token)!).ShouldBe(plaintext);
    }

    [Fact]
    public void Vector_CacheKey_IsTheSha256OfTheToken() =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(UserToken))).ShouldBe("2d170cf0bf9de7b7bb7d0cbe9ca7c620ee83b62613fdbf1ac900d36f5ec871d6");

    [Fact]
    public void Padding_IsOptional()
    {
        using var cipher = new OpaqueTokenCipher([Key]);
        for (var length = 0; length < 12; length++)
        {
            var plaintext = RandomNumberGenerator.GetBytes(length);
            var token = cipher.Encrypt(plaintext);
            (token.Length % 4).ShouldBe(0);
            cipher.TryDecrypt(token).ShouldBe(plaintext);
            cipher.TryDecrypt(token.TrimEnd('=')).ShouldBe(plaintext);
        }
    }

    [Fact]
    public void Nonce_IsNewEachTime()
    {
        using var cipher = new OpaqueTokenCipher([Key]);
        Enumerable.Range(0, 100).Select(_ => cipher.Encrypt("x"u8)).Distinct().Count().ShouldBe(100);
    }

    [Fact]
    public void ManyThreads_DoNotMixTheirTokens()
    {
        using var shared = new OpaqueTokenCipher([Key]);
        Parallel.For(0, 50_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var plaintext = Encoding.UTF8.GetBytes($"{i:D100}");
            shared.TryDecrypt(shared.Encrypt(plaintext)).ShouldBe(plaintext);
        });
    }

    [Fact]
    public void EveryFlippedBit_IsRefused()
    {
        using var cipher = new OpaqueTokenCipher([Key]);
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(UserToken);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var tampered = bytes.ToArray();
            tampered[bit / 8] ^= (byte)(1 << (bit % 8));
            cipher.TryDecrypt(System.Buffers.Text.Base64Url.EncodeToString(tampered)).ShouldBeNull();
        }
    }

    [Fact]
    public void EveryTruncation_IsRefused()
    {
        using var cipher = new OpaqueTokenCipher([Key]);
        for (var length = 0; length < UserToken.Length; length++)
        {
            cipher.TryDecrypt(UserToken[..length]).ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(AdminToken + "=")]
    [InlineData("=" + AdminToken)]
    [InlineData("====")]
    [InlineData(" " + UserToken)]
    [InlineData(UserToken + "\n")]
    [InlineData("ü" + UserToken)]
    public void OtherSpellings_AreRefused(string token)
    {
        using var cipher = new OpaqueTokenCipher([Key]);
        cipher.TryDecrypt(token).ShouldBeNull();
    }

    [Fact]
    public void StandardAlphabet_IsRefused()
    {
        using var cipher = new OpaqueTokenCipher([Key]);
        cipher.TryDecrypt(UserToken.Replace('-', '+').Replace('_', '/')).ShouldBeNull();
    }

    [Fact]
    public void TwoKeys_TheFirstEncryptsAndBothDecrypt()
    {
        var next = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        using var before = new OpaqueTokenCipher([Key]);
        using var during = new OpaqueTokenCipher([next, Key]);
        using var after = new OpaqueTokenCipher([next]);

        during.TryDecrypt(before.Encrypt("old"u8)).ShouldBe("old"u8.ToArray());
        after.TryDecrypt(during.Encrypt("new"u8)).ShouldBe("new"u8.ToArray());
        after.TryDecrypt(before.Encrypt("old"u8)).ShouldBeNull();
    }
}
