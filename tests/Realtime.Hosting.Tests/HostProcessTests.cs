using Aspire.Hosting.Orchestration.Processes;
using Realtime.Hosting.Tests.Support;
using Realtime.Testing;

namespace Realtime.Hosting.Tests;

/// <summary>The host as a program: however it ends, nothing stays behind.</summary>
public sealed class HostProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData((int)UnixSignal.Interrupt)]
    [InlineData((int)UnixSignal.Terminate)]
    public async Task Signal_RunningHost_StopsEverythingAndEndsWithSuccess(int signal)
    {
        using var host = HostProcess.Start(_folder.Path, "--random-ports");
        await host.WaitUntilHealthyAsync();
        await Eventually.Async(() => host.Output.Contains("resources.json", StringComparison.Ordinal), because: "the table did not settle");

        host.Signal((UnixSignal)signal);
        var (exitCode, output, error) = await host.WaitForExitAsync();

        exitCode.ShouldBe(0, error);
        output.ShouldContain("sample-1");
        output.ShouldNotContain("\u001b", customMessage: "colours belong on terminals");
        await Eventually.Async(() => RunningProcesses.Mentioning(_folder.Path).Count == 0, because: "a process outlived its host");
        Directory.EnumerateDirectories(_folder.Combine(".run")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Kill_RunningHost_LeavesNoProcessAndNoFolder()
    {
        using var host = HostProcess.Start(_folder.Path, "--random-ports");
        await host.WaitUntilHealthyAsync();
        RunningProcesses.Mentioning(_folder.Path).Count.ShouldBeGreaterThan(4);

        host.Signal(UnixSignal.Kill);
        await host.WaitForExitAsync();

        await Eventually.Async(() => RunningProcesses.Mentioning(_folder.Path).Count == 0, TimeSpan.FromSeconds(60), "a process outlived its host");
        Directory.EnumerateDirectories(_folder.Combine(".run")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Kill_DotnetRunAboveTheHost_EndsTheHostToo()
    {
        using var host = HostProcess.StartByDotnetRun(_folder.Path, "--random-ports");
        await host.WaitUntilHealthyAsync();

        host.Signal(UnixSignal.Kill);

        await Eventually.Async(() => RunningProcesses.Mentioning(_folder.Path).Count == 0, TimeSpan.FromSeconds(60), "something outlived dotnet run");
    }

    [Fact]
    public async Task Start_TwoHostsWithRandomPorts_LiveSideBySide()
    {
        using var first = HostProcess.Start(_folder.Path + "/first", "--random-ports");
        using var second = HostProcess.Start(_folder.Path + "/second", "--random-ports");

        var ports = (await first.WaitUntilHealthyAsync()).Concat(await second.WaitUntilHealthyAsync())
            .SelectMany(static resource => resource.GetProperty("urls").EnumerateArray().Select(static url => new Uri(url.GetString()!).Port)).ToList();

        ports.ShouldBeUnique();

        first.Signal(UnixSignal.Terminate);
        second.Signal(UnixSignal.Terminate);
        (await first.WaitForExitAsync()).ExitCode.ShouldBe(0);
        (await second.WaitForExitAsync()).ExitCode.ShouldBe(0);
    }

    public void Dispose() => _folder.Dispose();
}
