using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Realtime.Testing;

namespace Realtime.Operations.Tests.Stack;

/// <summary>An OTLP collector over HTTP that keeps the spans, and that can be unwell.</summary>
internal sealed class SpanCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<Span> _spans = new();
    private readonly int _port = FreePort.Next();
    private WebApplication? _app;
    private volatile bool _silent;
    private int _unanswered;

    private SpanCollector()
    {
    }

    public string Url => "http://127.0.0.1:" + _port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Requests that were taken and never answered.</summary>
    public int Unanswered => Volatile.Read(ref _unanswered);

    public IReadOnlyList<Span> All => [.. _spans];

    public IReadOnlyList<Span> Of(string traceId) => [.. _spans.Where(span => span.TraceId == traceId)];

    public static async Task<SpanCollector> StartAsync()
    {
        var collector = new SpanCollector();
        await collector.ListenAsync();
        return collector;
    }

    /// <summary>From now on connections and requests are taken, and no answer comes.</summary>
    public void FallSilent() => _silent = true;

    /// <summary>From now on connections are refused.</summary>
    public ValueTask GoAwayAsync() => DisposeAsync();

    /// <summary>As it was at first.</summary>
    public Task ComeBackAsync()
    {
        _silent = false;
        return _app is null ? ListenAsync() : Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is { } app)
        {
            // Requests that wait for an answer end with it.
            using var now = new CancellationTokenSource(TimeSpan.Zero);
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
        }
    }

    private Task ListenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Url);
        _app = builder.Build();
        _app.MapPost("/v1/{signal}", TakeAsync);
        return _app.StartAsync();
    }

    private async Task TakeAsync(string signal, HttpContext context)
    {
        if (_silent)
        {
            Interlocked.Increment(ref _unanswered);
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (signal != "traces")
        {
            return;
        }

        foreach (var span in OtlpTraces.Read(body.ToArray()))
        {
            _spans.Enqueue(span);
        }
    }
}
