using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace Realtime.ServiceDefaults.Telemetry;

/// <summary>Gives the host's loggers the exporter of the SDK.</summary>
[ProviderAlias("OpenTelemetry")]
internal sealed class OpenTelemetryLoggerBridge(OpenTelemetrySdk sdk) : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;

    public ILogger CreateLogger(string categoryName) => new ScopedLogger(sdk.GetLoggerFactory().CreateLogger(categoryName), _scopes);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    /// <summary>The host keeps the scopes; they are opened again around each record that is exported.</summary>
    private sealed class ScopedLogger(ILogger inner, IExternalScopeProvider? scopes) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var opened = new List<IDisposable>();
            scopes?.ForEachScope(
                static (scope, list) =>
                {
                    if (scope is not null && list.Logger.BeginScope(scope) is { } handle)
                    {
                        list.Opened.Add(handle);
                    }
                },
                (Logger: inner, Opened: opened));
            inner.Log(logLevel, eventId, state, exception, formatter);
            for (var i = opened.Count - 1; i >= 0; i--)
            {
                opened[i].Dispose();
            }
        }
    }
}
