using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Realtime.EndToEnd.Tests.Stack;

namespace Realtime.EndToEnd.Tests.BadInput;

[Collection(StackCollection.Name)]
public sealed class HttpBadInputTests(StackFixture stack)
{
    [Theory]
    [InlineData("/api/v1/users/u/messages", "{not json", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/users/u/messages", """{"data":1}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/rooms/not%20a%20room/messages", """{"type":"x","data":1}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/websocket/broadcast", """{"data":1}""", HttpStatusCode.BadRequest)]
    public async Task A_malformed_request_is_told_what_is_wrong(string path, string body, HttpStatusCode status)
    {
        using var response = await PostAsync(path, body, await stack.Tokens.ForClientAsync());

        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        response.StatusCode.ShouldBe(status, problem.ToJsonString());
        foreach (var key in new[] { "code", "message", "error" })
        {
            ((string?)problem[key]).ShouldNotBeNullOrEmpty();
        }
    }

    [Theory]
    [InlineData(200_000, false)]
    [InlineData(200_000, true)]
    [InlineData(2_000_000, false)]
    [InlineData(2_000_000, true)]
    public async Task A_form_that_is_too_large_gets_the_error_that_oauth_clients_read(int size, bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token")
        {
            Content = new StringContent("grant_type=client_credentials&x=" + new string('a', size), Encoding.ASCII, "application/x-www-form-urlencoded"),
        };
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await stack.Http.SendAsync(request);

        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge, body);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        ((string?)JsonNode.Parse(body)!["error"]).ShouldBe("invalid_request");
    }

    [Fact]
    public async Task Management_needs_a_token_with_the_right_scope()
    {
        using var anonymous = await stack.Http.GetAsync("/api/v1/websocket/connections/count");
        using var connectOnly = await PostAsync("/api/v1/websocket/broadcast", """{"type":"x"}""", await stack.Tokens.ForUserAsync("nosy"));

        anonymous.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        connectOnly.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_unknown_route_is_404_and_every_answer_carries_a_request_id()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nope");
        request.Headers.Add("X-Request-ID", "abc-123");

        using var response = await stack.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Headers.GetValues("X-Request-ID").ShouldBe(["abc-123"]);
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/internal/revocations")]
    [InlineData("/internal/drain")]
    public async Task What_is_internal_is_not_reachable_through_the_edge(string path)
    {
        using var response = await stack.Http.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await stack.Http.SendAsync(request);
    }
}
