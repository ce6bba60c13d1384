using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;

namespace Realtime.ServiceDefaults.Telemetry;

/// <summary>Starts collecting with the host; the container flushes and disposes the SDK with everything else.</summary>
internal sealed class TelemetryLifetime(OpenTelemetrySdk sdk) : IHostedService, IDisposable
{
    private readonly ActivityListener _redaction = ExceptionRedaction.Listen(TelemetryExtensions.Sources);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = sdk.TracerProvider;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _redaction.Dispose();
}
