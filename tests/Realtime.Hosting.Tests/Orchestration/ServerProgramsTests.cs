using System.Diagnostics;
using Aspire.Hosting.Orchestration.Processes;
using Aspire.Hosting.Orchestration.Servers;
using Aspire.Hosting.PostgreSQL;
using Realtime.Hosting.Tests.Support;

namespace Realtime.Hosting.Tests.Orchestration;

/// <summary>Finding and installing servers on a machine that is a folder, with a shell script for apt-get.</summary>
public sealed class ServerProgramsTests : IDisposable
{
    private static readonly ServerPackage Package = new("PostgreSQL", "postgresql", "postgresql", "postgres", "Host=host");

    private readonly TemporaryFolder _machine = new();
    private readonly Watchdog _watchdog = Watchdog.Start();
    private readonly List<string> _announced = [];

    private string Calls => _machine.Combine("calls");

    private string Server => _machine.Combine("usr/lib/postgresql/15/bin/postgres");

    [Fact]
    public async Task GetAsync_Installed_IsFoundAndNothingIsInstalled()
    {
        AddAptGet("exit 1");
        Install();

        (await GetAsync()).ServerPath.ShouldBe(Server);
        File.Exists(Calls).ShouldBeFalse();
    }

    [Fact]
    public async Task GetAsync_SeveralVersions_TakesTheHighest()
    {
        Install();
        Directory.CreateDirectory(_machine.Combine("usr/lib/postgresql/9/bin"));
        File.Copy(Server, _machine.Combine("usr/lib/postgresql/9/bin/postgres"));

        (await GetAsync()).ServerPath.ShouldBe(Server);
    }

    [Fact]
    public async Task GetAsync_Missing_IsInstalledAndAnnounced()
    {
        AddAptGet($"""
            case $* in *install*)
              mkdir -p '{Path.GetDirectoryName(Server)}'
              touch '{Server}' '{Path.GetDirectoryName(Server)}/initdb'
            esac
            """);

        (await GetAsync()).ServerPath.ShouldBe(Server);

        _announced.ShouldHaveSingleItem().ShouldContain("installing the package postgresql");
        var calls = await File.ReadAllLinesAsync(Calls);
        calls[0].ShouldContain("update");
        calls[1].ShouldContain("install -y");
    }

    [Fact]
    public async Task GetAsync_InstallFails_SaysWhatToType()
    {
        AddAptGet("exit 100");

        var failure = await Should.ThrowAsync<ServerStartException>(() => GetAsync());

        failure.Message.ShouldContain("exit code 100");
        failure.Message.ShouldContain("apt-get install -y postgresql");
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task GetAsync_MayNotInstall_SaysWhatToType(bool mayInstall, bool isRoot)
    {
        AddAptGet("exit 0");

        var failure = await Should.ThrowAsync<ServerStartException>(() => GetAsync(mayInstall, isRoot));

        failure.Message.ShouldContain("sudo apt-get update && sudo apt-get install -y postgresql");
        failure.Message.ShouldContain("--ConnectionStrings:postgres=");
        File.Exists(Calls).ShouldBeFalse();
    }

    public void Dispose()
    {
        _watchdog.Dispose();
        _machine.Dispose();
    }

    private Task<PostgresInstallation> GetAsync(bool mayInstall = true, bool isRoot = true)
    {
        var search = new ProgramSearch(_machine.Path, [_machine.Combine("bin")]);
        var programs = new ServerPrograms(search, mayInstall, isRoot, _announced.Add);
        return programs.GetAsync(Package, PostgresInstallation.Find, _watchdog, static _ => { }, CancellationToken.None);
    }

    private void Install()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Server)!);
        File.WriteAllText(Server, "");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(Server)!, "initdb"), "");
    }

    private void AddAptGet(string script)
    {
        Directory.CreateDirectory(_machine.Combine("bin"));
        var (text, program) = (_machine.Combine("apt-get.txt"), _machine.Combine("bin/apt-get"));
        File.WriteAllText(text, $"#!/bin/sh\necho \"$*\" >> '{Calls}'\n{script}\n");

        // Another process writes what is run: a child that another thread forks meanwhile would hold a file of this one open, and what is open for writing cannot be run.
        using var copy = Process.Start("cp", [text, program]);
        copy.WaitForExit();
        copy.ExitCode.ShouldBe(0);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }
}
