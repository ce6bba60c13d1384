using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Realtime.Edge.Tests.Support;

namespace Realtime.Edge.Tests.Routing;

public sealed class FileTransferTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource<string> _firstBytes = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Backend _backend = null!;
    private TestEdge _edge = null!;

    public async Task InitializeAsync()
    {
        _backend = await Backend.StartAsync("offline-delivery", app =>
        {
            app.MapPost("/api/v1/files", ReceiveAsync);
            app.MapGet("/api/v1/files/1", SendAsync);
        });
        var settings = Services.At(("offline-delivery", _backend.Address));
        settings["Edge:Limits:MaxRequestBodyBytes"] = "2000";
        settings["Edge:Limits:MaxFileBodyBytes"] = "5000000";
        settings["Edge:AllowedOrigins:0"] = "http://app.test";
        _edge = await TestEdge.StartAsync(settings);
    }

    public async Task DisposeAsync()
    {
        await _edge.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Fact]
    public async Task An_upload_reaches_the_service_while_it_is_still_being_sent()
    {
        using var client = await SendHeadAsync(3_000_000);
        await client.GetStream().WriteAsync(First());

        (await _firstBytes.Task.WaitAsync(Patience)).ShouldBe("first");

        await client.GetStream().WriteAsync(new byte[3_000_000 - 100_000]);
        (await RawHttp.ReadToEndAsync(client.GetStream())).ShouldContain("3000000");
    }

    [Fact]
    public async Task A_cut_upload_is_cut_at_the_service_too()
    {
        var client = await SendHeadAsync(3_000_000);
        await client.GetStream().WriteAsync(First());
        await _firstBytes.Task.WaitAsync(Patience);

        client.LingerState = new LingerOption(true, 0);
        client.Dispose();

        await _aborted.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_download_reaches_the_client_while_it_is_still_being_sent()
    {
        using var response = await _edge.Client.GetAsync("/api/v1/files/1", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[5];
        await body.ReadExactlyAsync(buffer);

        Encoding.ASCII.GetString(buffer).ShouldBe("first");
        _goOn.SetResult();
        using var rest = new StreamReader(body);
        (await rest.ReadToEndAsync()).ShouldBe("last");
        response.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'; sandbox"]);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Theory]
    [InlineData("/api/v1/files", 5_000_001)]
    [InlineData("/api/v1/messages/m", 2_001)]
    public async Task Each_route_has_its_own_limit(string path, int length)
    {
        using var taken = await _edge.Client.PostAsync("/api/v1/files", new ByteArrayContent(new byte[5_000_000]));
        taken.StatusCode.ShouldBe(HttpStatusCode.OK);

        // The announced length is enough; with all the bytes it would depend on who is faster, the refusal or they.
        using var refused = await RawHttp.SendAsync(_edge.Port, $"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
        refused.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Pages_of_listed_origins_may_resume_uploads_and_read_ranges()
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/v1/files/1")
        {
            Headers = { { "Origin", "http://app.test" }, { "Access-Control-Request-Method", "PATCH" }, { "Access-Control-Request-Headers", "authorization, tus-resumable, upload-offset, content-type, if-range, range" } },
        };
        using var allowed = await _edge.Client.SendAsync(preflight);
        allowed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        allowed.Headers.GetValues("Access-Control-Allow-Headers").Single().ToLowerInvariant().ShouldContain("upload-offset");
        allowed.Headers.GetValues("Access-Control-Allow-Methods").Single().ShouldContain("PATCH");
        _goOn.SetResult();
        using var get = new HttpRequestMessage(HttpMethod.Get, "/api/v1/files/1") { Headers = { { "Origin", "http://app.test" } } };
        using var answer = await _edge.Client.SendAsync(get);
        var exposed = string.Join(',', answer.Headers.GetValues("Access-Control-Expose-Headers"));
        foreach (var header in new[] { "Upload-Offset", "Content-Range", "ETag", "Location" })
        {
            exposed.ShouldContain(header);
        }
    }

    // Less may wait in the buffer of the connection to the service.
    private static byte[] First() => [.. "first"u8, .. new byte[99_995]];

    private async Task<TcpClient> SendHeadAsync(long length)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _edge.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /api/v1/files HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"));
        return client;
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        var buffer = new byte[65_536];
        var length = 0L;
        try
        {
            for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0; length += read)
            {
                _firstBytes.TrySetResult(Encoding.ASCII.GetString(buffer, 0, Math.Min(read, 5)));
            }
        }
        catch (Exception)
        {
            _aborted.TrySetResult();
            throw;
        }

        await context.Response.WriteAsync($"{length}");
    }

    private async Task SendAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        await context.Response.WriteAsync("first");
        await context.Response.Body.FlushAsync();
        await _goOn.Task;
        await context.Response.WriteAsync("last");
    }
}
