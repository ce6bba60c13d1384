using System.Buffers.Text;
using System.Text;
using Realtime.Auth.Keys;
using Realtime.Auth.Opaque;
using Realtime.Auth.Tests.Support;
using Realtime.ServiceDefaults.Security;

namespace Realtime.Auth.Tests.Fuzzing;

/// <summary>100,000 generated inputs for each parser: nothing escapes, and nothing but the original is accepted.</summary>
public sealed class TokenParserFuzzTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    private const int Inputs = 100_000;
    private const string AesKey = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private static readonly string[] Plaintexts =
    [
        """{"company_id":"c1","agent_id":"a1","user_id":"u1","expires_at":"2099-01-01T00:00:00.123456789+02:00"}""",
        """{"company_id":"\ud800","agent_id":{"x":[1,2]},"user_id":null,"expires_at":17}""",
        """{"admin_id":"root","company_id_restriction":"c1","expires_at":"2099-01-01T00:00:00Z"}""",
    ];

    private static readonly string[] Headers =
    [
        """{"alg":"ES256","kid":"KID","typ":"at+jwt"}""",
        """{"alg":"none"}""",
        """{"alg":"HS256","kid":"KID"}""",
        """{"alg":"ES256","kid":"\ud800"}""",
        """{"alg":"\udc00","kid":"KID"}""",
        """{"alg":["ES256"],"kid":{"a":1}}""",
        """{"alg":"ES256","kid":"KID","crit":["exp"]}""",
        """[["alg"]]""",
        "null",
    ];

    private static readonly string[] Payloads =
    [
        """{"iss":"ISS","sub":"u","aud":"realtime","exp":4102444800,"iat":1,"jti":"j","scope":"realtime.admin"}""",
        """{"iss":"ISS","sub":"\ud800","aud":["realtime"],"exp":1e300,"cap":{"a":["\udc00"]}}""",
        """{"iss":"ISS","sub":"u","aud":{"realtime":1},"exp":-1,"nbf":"x","roles":[1,null,"\ud800"],"cap":"{"}""",
        """{"iss":"ISS","sub":"u","aud":"realtime","exp":4102444800,"cap":[[[[[[[[[[[[1]]]]]]]]]]]]}""",
        """{"iss":"ISS","sub":"u","aud":"realtime","exp":4102444800,"cap":"{\"a\":[\"\\ud800\"]}","\ud800":1}""",
    ];

    [Fact]
    public async Task JwtValidator_MutatedTokens_AreValuesNotExceptions()
    {
        var validator = fixture.Server.Get<IAccessTokenValidator>();
        var genuine = await OAuthTestClient.Of(fixture.Server).OwnTokenAsync();
        var mutator = new Mutator(20_260_101);
        for (var i = 0; i < Inputs; i++)
        {
            var input = mutator.Chance(3) ? Forge(mutator, genuine) : mutator.Chance(10) ? mutator.Garbage() : mutator.Mutate(genuine);
            var result = await validator.ValidateAsync(input, CancellationToken.None);
            (result.Succeeded && input != genuine).ShouldBeFalse(input);
        }
    }

    [Fact]
    public async Task JwtValidator_SignedNonsense_IsAValueNotAnException()
    {
        // What only the holder of the key could send: the claims parser behind the signature must hold out as well.
        var validator = fixture.Server.Get<IAccessTokenValidator>();
        var mutator = new Mutator(20_260_102);
        await OAuthTestClient.Of(fixture.Server).IsActiveAsync(await OAuthTestClient.Of(fixture.Server).OwnTokenAsync());
        for (var i = 0; i < 5_000; i++)
        {
            var payload = mutator.Pick(Payloads).Replace("ISS", fixture.Server.Address.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal);
            var token = Sign(mutator.Chance(4) ? Encoding.UTF8.GetBytes(payload) : mutator.Mutate(Encoding.UTF8.GetBytes(payload)));
            await validator.ValidateAsync(token, CancellationToken.None);
        }
    }

    [Fact]
    public void AesParser_MutatedTokens_AreRefused()
    {
        using var cipher = new OpaqueTokenCipher([AesKey, new string('0', 64)]);
        var mutator = new Mutator(20_260_103);
        var genuine = Plaintexts.Select(plaintext => cipher.Encrypt(Encoding.UTF8.GetBytes(plaintext))).ToArray();
        for (var i = 0; i < Inputs; i++)
        {
            var original = mutator.Pick(genuine);
            var input = mutator.Chance(10) ? mutator.Garbage() : mutator.Mutate(original);
            var plaintext = cipher.TryDecrypt(input);
            (plaintext is not null && !genuine.Any(token => token.TrimEnd('=') == input.TrimEnd('='))).ShouldBeFalse(input);
        }
    }

    [Fact]
    public void AesClaims_MutatedPlaintexts_AreValuesNotExceptions()
    {
        var mutator = new Mutator(20_260_104);
        for (var i = 0; i < Inputs; i++)
        {
            var plaintext = mutator.Mutate(Encoding.UTF8.GetBytes(mutator.Pick(Plaintexts)));
            var user = OpaqueClaimsReader.ReadUser(plaintext);
            var admin = OpaqueClaimsReader.ReadAdmin(plaintext);
            Rfc3339.TryParse(user?.ExpiresAt ?? admin?.ExpiresAt ?? mutator.Garbage());
        }
    }

    private string Forge(Mutator mutator, string genuine)
    {
        var header = mutator.Pick(Headers).Replace("KID", fixture.Server.Get<KeyRing>().Active.KeyId, StringComparison.Ordinal);
        var payload = mutator.Pick(Payloads).Replace("ISS", fixture.Server.Address.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal);
        var signature = mutator.Chance(2) ? genuine.Split('.')[2] : mutator.Garbage();
        return $"{Encode(header)}.{Encode(payload)}.{signature}";
    }

    private string Sign(byte[] payload)
    {
        var key = fixture.Server.Get<KeyRing>().Active;
        var signed = $"{Encoding.ASCII.GetString(key.EncodedHeader)}.{Base64Url.EncodeToString(payload)}";
        var signature = new byte[SigningKey.SignatureLength];
        key.Sign(Encoding.ASCII.GetBytes(signed), signature);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
