using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Realtime.ServiceDefaults.Http;
using Realtime.ServiceDefaults.Tests.Support;

namespace Realtime.ServiceDefaults.Tests.Http;

public sealed class RequestIdTests : IAsyncLifetime
{
    private TestService _back = null!;
    private TestService _front = null!;

    public async Task InitializeAsync()
    {
        _back = await TestService.StartAsync(map: app => app.MapGet("/seen", (HttpContext context) => context.Request.Headers[RequestIds.HeaderName].ToString()));
        _front = await TestService.StartAsync(
            map: app =>
            {
                app.MapGet("/relay", (IHttpClientFactory clients) => clients.CreateClient().GetStringAsync("http://back/seen"));
                app.MapGet("/boom", Boom);
            },
            settings: new() { ["Services:back:http:0"] = _back.Client.BaseAddress!.AbsoluteUri });
    }

    public async Task DisposeAsync()
    {
        await _front.DisposeAsync();
        await _back.DisposeAsync();
    }

    [Fact]
    public async Task A_given_id_comes_back_and_travels_on()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/relay") { Headers = { { RequestIds.HeaderName, "order-42" } } };

        using var response = await _front.Client.SendAsync(request);

        response.Headers.GetValues(RequestIds.HeaderName).ShouldBe(["order-42"]);
        (await response.Content.ReadAsStringAsync()).ShouldBe("order-42");
    }

    [Theory]
    [InlineData("/relay")]
    [InlineData("/boom")]
    [InlineData("/nowhere")]
    public async Task Without_one_an_id_is_made_on_every_answer(string path)
    {
        using var response = await _front.Client.GetAsync(path);

        response.Headers.GetValues(RequestIds.HeaderName).Single().Length.ShouldBe(36);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("<script>")]
    [InlineData("a\"b")]
    public async Task An_id_with_strange_characters_is_replaced(string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
        request.Headers.TryAddWithoutValidation(RequestIds.HeaderName, id);

        using var response = await _front.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Headers.GetValues(RequestIds.HeaderName).Single().ShouldNotBe(id);
    }

    [Fact]
    public void An_id_that_is_too_long_is_not_acceptable()
    {
        RequestIds.IsAcceptable(new string('a', 128)).ShouldBeTrue();
        RequestIds.IsAcceptable(new string('a', 129)).ShouldBeFalse();
    }

    private static string Boom() => throw new InvalidOperationException("boom");
}
