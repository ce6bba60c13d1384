using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Realtime.ServiceDefaults.Tests.Support;

namespace Realtime.ServiceDefaults.Tests.Http;

public sealed class InternalCallTests
{
    private const string Key = "a-secret-of-32-characters-or-more";

    [Fact]
    public async Task Only_calls_with_the_key_come_in()
    {
        await using var service = await TestService.StartAsync(
            builder =>
            {
                builder.AddInternalCalls();
                builder.Services.AddHttpClient("inside").AddInternalKey();
            },
            app => app.MapInternal().MapGet("/counts", () => "7"),
            new() { ["Internal:Key"] = Key });
        var address = new Uri(service.Client.BaseAddress!, "/internal/counts");

        (await service.Client.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var wrong = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "X-Internal-Key", "wrong" } } };
        (await service.Client.SendAsync(wrong)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await service.Services.GetRequiredService<IHttpClientFactory>().CreateClient("inside").GetStringAsync(address)).ShouldBe("7");
    }
}
