using System.Net;
using System.Text.Json;
using Realtime.EndToEnd.Tests.Stack;

namespace Realtime.EndToEnd.Tests.Path;

[Collection(StackCollection.Name)]
public sealed class TokenTests(StackFixture stack)
{
    [Fact]
    public async Task Client_credentials_give_a_signed_token()
    {
        var token = await stack.Tokens.ForClientAsync();

        var header = JsonDocument.Parse(Base64Url(token.Split('.')[0])).RootElement;
        header.GetProperty("alg").GetString().ShouldBe("ES256");
        var claims = JsonDocument.Parse(Base64Url(token.Split('.')[1])).RootElement;
        claims.GetProperty("aud").GetString().ShouldBe("realtime");
        claims.GetProperty("scope").GetString()!.Split(' ').ShouldContain("realtime.admin");
    }

    [Fact]
    public async Task An_exchanged_token_belongs_to_the_requested_user_and_may_only_connect()
    {
        var token = await stack.Tokens.ForUserAsync("ada");

        var claims = JsonDocument.Parse(Base64Url(token.Split('.')[1])).RootElement;
        claims.GetProperty("sub").GetString().ShouldBe("ada");
        claims.GetProperty("scope").GetString().ShouldBe("realtime.connect");
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_with_the_error_of_the_RFC()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "dev-with-typo",
            ["client_secret"] = "wrong",
        });

        using var response = await stack.Http.PostAsync("/connect/token", form);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString().ShouldBe("invalid_client");
    }

    private static byte[] Base64Url(string part) => System.Buffers.Text.Base64Url.DecodeFromChars(part);
}
