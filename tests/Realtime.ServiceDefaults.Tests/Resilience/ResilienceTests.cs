using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Realtime.ServiceDefaults.Tests.Support;
using Realtime.Testing;

namespace Realtime.ServiceDefaults.Tests.Resilience;

public sealed class ResilienceTests : IAsyncLifetime
{
    private int _calls;
    private TestService _service = null!;

    private HttpClient Client => _service.Services.GetRequiredService<IHttpClientFactory>().CreateClient();

    public async Task InitializeAsync() => _service = await TestService.StartAsync(
        map: app =>
        {
            app.MapMethods("/flaky", ["GET", "POST"], () => Interlocked.Increment(ref _calls) < 3 ? Results.StatusCode(503) : Results.Text("ok"));
            app.MapGet("/refused", () => Results.StatusCode(Interlocked.Increment(ref _calls) > 0 ? 400 : 0));
            app.MapGet("/slow", (CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        },
        settings: new()
        {
            ["HttpResilience:RetryDelay"] = "00:00:00.01",
            ["HttpResilience:AttemptTimeout"] = "00:00:30",
            ["HttpResilience:TotalTimeout"] = "00:01:00",
        });

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task A_read_is_repeated_until_it_succeeds()
    {
        (await Client.GetStringAsync(Url("/flaky"))).ShouldBe("ok");
        _calls.ShouldBe(3);
    }

    [Fact]
    public async Task A_request_with_an_effect_is_not_repeated()
    {
        (await Client.PostAsync(Url("/flaky"), null)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        _calls.ShouldBe(1);
    }

    [Fact]
    public async Task Unless_its_caller_made_it_repeatable()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url("/flaky")) { Headers = { { "Idempotency-Key", "1" } } };

        (await Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refusal_is_final()
    {
        (await Client.GetAsync(Url("/refused"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_silent_service_ends_as_a_request_failure_in_time()
    {
        await using var hasty = await TestService.StartAsync(settings: new() { ["HttpResilience:AttemptTimeout"] = "00:00:02", ["HttpResilience:TotalTimeout"] = "00:00:05" });
        var client = hasty.Services.GetRequiredService<IHttpClientFactory>().CreateClient();

        await Promised.WithinAsync(TimeSpan.FromSeconds(10), async () =>
        {
            var clock = Stopwatch.StartNew();
            await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync(Url("/slow")));
            return clock.Elapsed;
        });
    }

    private Uri Url(string path) => new(_service.Client.BaseAddress!, path);
}
