using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Realtime.ServiceDefaults.Configuration;

namespace Realtime.ServiceDefaults.Startup;

/// <summary>Ends a wrongly configured process with one line per error instead of a stack trace.</summary>
internal static class StartupFailure
{
    /// <summary>EX_CONFIG of sysexits.h.</summary>
    public const int ExitCode = 78;

    private static int _installed;

    public static void Install()
    {
        if (Interlocked.Exchange(ref _installed, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += static (_, arguments) => Handle(arguments.ExceptionObject);
        }
    }

    public static IReadOnlyList<string> Describe(object? exception) => exception switch
    {
        OptionsValidationException invalid => [.. invalid.Failures],
        ServiceConfigurationException configuration => [configuration.Message],
        InvalidDataException { InnerException: not null } file => [$"{file.Message.TrimEnd('.')}: {FileFault.Describe(file)}."],
        InvalidOperationException when BindingFault.Is((Exception)exception) => [BindingFault.Describe((Exception)exception)],
        IOException { InnerException: AddressInUseException } taken => [$"{taken.Message} Stop what listens there, or choose another address (ASPNETCORE_URLS)."],
        AggregateException many when many.InnerExceptions.All(inner => Describe(inner).Count > 0) => [.. many.InnerExceptions.SelectMany(Describe)],
        _ => [],
    };

    private static void Handle(object exception)
    {
        var errors = Describe(exception);
        if (errors.Count == 0)
        {
            return;
        }

        foreach (var error in errors)
        {
            Console.Error.WriteLine($"configuration error: {error}");
        }

        Environment.Exit(ExitCode);
    }
}
