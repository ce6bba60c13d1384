using System.Reflection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Realtime.Testing;

namespace Realtime.Auth.Tests.Support;

/// <summary>The service as it runs, on a port of its own, over a real database and broker.</summary>
internal sealed class AuthServer : WebApplicationFactory<Program>
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(2);

    private readonly string _environment;
    private readonly int _port = FreePort.Next();
    private readonly Dictionary<string, string> _settings;

    private AuthServer(string database, string broker, string environment, IReadOnlyDictionary<string, string>? settings, AdjustableTime? time, CapturedLogs? logs)
    {
        _environment = environment;
        Time = time ?? new AdjustableTime();
        Logs = logs ?? new CapturedLogs();
        Database = database;
        Address = new Uri($"http://127.0.0.1:{_port}");
        _settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:authdb"] = database,
            ["ConnectionStrings:messaging"] = broker,
            ["Logging:LogLevel:Default"] = "Trace",
        };
        if (environment == "Development")
        {
            _settings["Auth:Issuer"] = $"http://127.0.0.1:{_port}";
        }

        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            _settings[key] = value;
        }

        UseKestrel(_port);
    }

    public string Database { get; }

    public Uri Address { get; }

    public AdjustableTime Time { get; }

    public CapturedLogs Logs { get; }

    /// <summary>What a start with these settings fails with. The entry point runs as it is: the factory may see a disposed host before it sees the reason.</summary>
    public static async Task<string> StartFailureAsync(string database, string broker, IReadOnlyDictionary<string, string>? settings = null, string environment = "Development")
    {
        await using var server = new AuthServer(database, broker, environment, settings, time: null, logs: null);
        var arguments = server._settings.Select(setting => $"--{setting.Key}={setting.Value}").Append($"--environment={environment}").Append($"--urls={server.Address}");
        var run = Task.Run(() => typeof(Program).Assembly.EntryPoint!.Invoke(null, [arguments.ToArray()]));
        var failure = await Should.ThrowAsync<TargetInvocationException>(() => run.WaitAsync(StartDeadline));
        return failure.InnerException!.ToString();
    }

    public static AuthServer Start(
        string database,
        string broker,
        IReadOnlyDictionary<string, string>? settings = null,
        AdjustableTime? time = null,
        string environment = "Development",
        CapturedLogs? logs = null)
    {
        var server = new AuthServer(database, broker, environment, settings, time, logs);
        try
        {
            server.StartServer();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A client of the real socket.</summary>
    public HttpClient Connect() => new() { BaseAddress = Address };

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(_environment);
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(Time);
            services.AddSingleton<ILoggerProvider>(Logs);
        });
    }
}
