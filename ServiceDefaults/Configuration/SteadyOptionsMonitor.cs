using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Realtime.ServiceDefaults.Configuration;

/// <summary>Options that follow configuration as long as it is valid: what is not is refused with a log line, and the values in force stay.</summary>
internal sealed partial class SteadyOptionsMonitor<TOptions> : IOptionsMonitor<TOptions>, IDisposable
    where TOptions : class
{
    private readonly ConcurrentDictionary<string, TOptions> _inForce = new(StringComparer.Ordinal);
    private readonly IOptionsFactory<TOptions> _factory;
    private readonly ILogger _logger;
    private readonly List<IDisposable> _subscriptions = [];
    private event Action<TOptions, string>? Changed;
    private string? _refused;

    public SteadyOptionsMonitor(IOptionsFactory<TOptions> factory, IEnumerable<IOptionsChangeTokenSource<TOptions>> sources, ILogger<SteadyOptionsMonitor<TOptions>> logger)
    {
        _factory = factory;
        _logger = logger;
        foreach (var source in sources)
        {
            _subscriptions.Add(ChangeToken.OnChange(source.GetChangeToken, Follow, source.Name ?? Options.DefaultName));
        }
    }

    public TOptions CurrentValue => Get(Options.DefaultName);

    /// <summary>At first use invalid options are an error: that is the start.</summary>
    public TOptions Get(string? name) => _inForce.GetOrAdd(name ?? Options.DefaultName, static (key, factory) => factory.Create(key), _factory);

    public IDisposable OnChange(Action<TOptions, string?> listener)
    {
        void Handler(TOptions options, string name) => listener(options, name);
        Changed += Handler;
        return new Subscription(() => Changed -= Handler);
    }

    public void Dispose()
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Dispose();
        }
    }

    private void Follow(string name)
    {
        TOptions fresh;
        try
        {
            fresh = _factory.Create(name);
        }
        catch (OptionsValidationException exception)
        {
            Refuse(string.Join(" ", exception.Failures));
            return;
        }
        catch (InvalidOperationException exception) when (BindingFault.Is(exception))
        {
            Refuse(BindingFault.Describe(exception));
            return;
        }

        _refused = null;
        _inForce[name] = fresh;
        Changed?.Invoke(fresh, name);
    }

    private void Refuse(string failures)
    {
        if (Interlocked.Exchange(ref _refused, failures) != failures)
        {
            Log.Refused(_logger, typeof(TOptions).Name, failures);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9054, LogLevel.Error, "Changed configuration of {Options} is refused, the values in force stay: {Failures}", EventName = "ConfigurationRefused")]
        public static partial void Refused(ILogger logger, string options, string failures);
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
