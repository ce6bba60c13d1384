using System.Diagnostics;

namespace Realtime.Documentation.Tests.Guide;

/// <summary>A C# program of one file, compiled by the SDK's compiler against the runtime that runs the tests.</summary>
internal sealed class CompiledProgram : IDisposable
{
    /// <summary>Those of a console project.</summary>
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly string _folder = Directory.CreateTempSubdirectory("realtime-guide-").FullName;

    public string Assembly => Path.Combine(_folder, "example.dll");

    public static async Task<CompiledProgram> CompileAsync(string text)
    {
        var program = new CompiledProgram();
        var source = Path.Combine(program._folder, "example.cs");
        await File.WriteAllTextAsync(source, text);
        var usings = Path.Combine(program._folder, "usings.cs");
        await File.WriteAllTextAsync(usings, ImplicitUsings);
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var references = Directory.EnumerateFiles(runtime, "System*.dll").Append(Path.Combine(runtime, "Microsoft.Win32.Primitives.dll")).Where(static file => !file.EndsWith(".Native.dll", StringComparison.Ordinal));
        var response = Path.Combine(program._folder, "example.rsp");
        await File.WriteAllLinesAsync(response, ["-nostdlib", "-nullable:enable", "-warnaserror", $"-out:\"{program.Assembly}\"", $"\"{source}\"", $"\"{usings}\"", .. references.Select(static file => $"-r:\"{file}\"")]);
        await File.WriteAllTextAsync(Path.ChangeExtension(program.Assembly, "runtimeconfig.json"), $$"""{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"{{Environment.Version}}" } } }""");
        var (code, output) = await RunToEndAsync([Compiler(runtime), "-noconfig", "@" + response]);
        code.ShouldBe(0, output);
        return program;
    }

    public Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", [Assembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The newest SDK beside the runtime: shared/Microsoft.NETCore.App/x lies three levels below the root.</summary>
    private static string Compiler(string runtime) =>
        Directory.EnumerateDirectories(Path.GetFullPath(Path.Combine(runtime, "../../../sdk")), "10.*")
            .Select(static sdk => Path.Combine(sdk, "Roslyn", "bincore", "csc.dll")).Where(File.Exists).Order(StringComparer.Ordinal).Last();

    private static async Task<(int Code, string Output)> RunToEndAsync(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var timeout = new CancellationTokenSource(Deadline);
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        return (process.ExitCode, await output + await errors);
    }
}
