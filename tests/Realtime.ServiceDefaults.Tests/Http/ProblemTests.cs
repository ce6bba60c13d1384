using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Realtime.ServiceDefaults.Http;
using Realtime.ServiceDefaults.Tests.Support;

namespace Realtime.ServiceDefaults.Tests.Http;

public sealed class ProblemTests
{
    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Every_error_has_the_same_shape(string environment)
    {
        await using var service = await TestService.StartAsync(map: Map, environment: environment);

        await ShouldBeProblemAsync(await service.Client.GetAsync("/nowhere"), HttpStatusCode.NotFound, "not_found", "Not found");
        await ShouldBeProblemAsync(await service.Client.GetAsync("/boom"), HttpStatusCode.InternalServerError, "internal", "Internal server error");
        await ShouldBeProblemAsync(await service.Client.GetAsync("/bare"), HttpStatusCode.Conflict, "conflict", "Conflict");
        await ShouldBeProblemAsync(await service.Client.GetAsync("/own"), HttpStatusCode.BadRequest, "invalid_room", "No such room name");
        await ShouldBeProblemAsync(await service.Client.PostAsync("/boom", null), HttpStatusCode.MethodNotAllowed, "method_not_allowed", "Method Not Allowed");
        var broken = await service.Client.PostAsync("/body", new StringContent("{broken", Encoding.UTF8, "application/json"));
        await ShouldBeProblemAsync(broken, HttpStatusCode.BadRequest, "bad_request", null);
    }

    [Fact]
    public async Task A_client_that_accepts_no_json_still_gets_the_problem()
    {
        await using var service = await TestService.StartAsync(map: Map);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/boom") { Headers = { { "Accept", "text/html" } } };

        await ShouldBeProblemAsync(await service.Client.SendAsync(request), HttpStatusCode.InternalServerError, "internal", "Internal server error");
    }

    [Fact]
    public async Task The_server_does_not_name_itself()
    {
        await using var service = await TestService.StartAsync();

        (await service.Client.GetAsync("/nowhere")).Headers.Server.ShouldBeEmpty();
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/boom", Boom);
        app.MapGet("/bare", () => TypedResults.StatusCode(409));
        app.MapGet("/own", () => RealtimeProblems.BadRequest("No such room name", "invalid_room"));
        app.MapPost("/body", (Dictionary<string, int> body) => body.Count);
    }

    private static string Boom() => throw new InvalidOperationException("secret detail");

    private static async Task ShouldBeProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code, string? message)
    {
        response.StatusCode.ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldNotContain("secret detail");
        var problem = JsonNode.Parse(text)!;
        problem["status"]!.GetValue<int>().ShouldBe((int)status);
        problem["code"]!.GetValue<string>().ShouldBe(code);
        foreach (var key in new[] { "message", "error", "detail" })
        {
            problem[key]!.GetValue<string>().ShouldBe(message ?? problem["detail"]!.GetValue<string>());
        }

        response.Dispose();
    }
}
