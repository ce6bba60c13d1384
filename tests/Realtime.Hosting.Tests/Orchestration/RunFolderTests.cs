using Aspire.Hosting;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Orchestration.Processes;
using Microsoft.Extensions.Configuration;
using Realtime.Hosting.Tests.Support;

namespace Realtime.Hosting.Tests.Orchestration;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _appHost = new();

    [Fact]
    public void Open_SecondHostOnFixedPorts_IsToldToUseRandomPorts()
    {
        using var first = Create(isThrowaway: false);
        first.Open(clean: false);
        using var second = Create(isThrowaway: false);

        Should.Throw<DistributedApplicationException>(() => second.Open(clean: false)).Message.ShouldContain("--random-ports");
    }

    [Fact]
    public void Open_FolderThatCannotBeWritten_IsNamed()
    {
        using var folder = Create(isThrowaway: false);
        File.WriteAllText(folder.Path, "in the way");

        Should.Throw<DistributedApplicationException>(() => folder.Open(clean: false)).Message.ShouldContain(folder.Path);
    }

    [Fact]
    public void Open_WithoutClean_KeepsData()
    {
        OpenOnceAndLeaveData();

        using var folder = Create(isThrowaway: false);
        folder.Open(clean: false);

        File.Exists(Path.Combine(folder.Path, "postgres", "data")).ShouldBeTrue();
    }

    [Fact]
    public void Open_Clean_DropsDataButNotRandomRuns()
    {
        OpenOnceAndLeaveData();
        using var random = Create(isThrowaway: true);
        random.Open(clean: false);

        using var folder = Create(isThrowaway: false);
        folder.Open(clean: true);

        Directory.Exists(Path.Combine(folder.Path, "postgres")).ShouldBeFalse();
        Directory.Exists(random.Path).ShouldBeTrue();
    }

    [Fact]
    public void Dispose_Throwaway_RemovesTheFolder()
    {
        var folder = Create(isThrowaway: true);
        folder.Open(clean: false);

        folder.Dispose();

        Directory.Exists(folder.Path).ShouldBeFalse();
    }

    [Fact]
    public void Open_FolderOfAHostThatIsGone_IsRemoved()
    {
        var abandoned = Directory.CreateDirectory(Path.Combine(_appHost.Path, ".run", "random-00000000")).FullName;
        File.WriteAllText(Path.Combine(abandoned, "host.lock"), "");

        using var folder = Create(isThrowaway: true);
        folder.Open(clean: false);

        Directory.Exists(abandoned).ShouldBeFalse();
    }

    [Fact]
    public void ForServer_UserMayNotEnter_IsOutside()
    {
        using var folder = Create(isThrowaway: true);
        folder.Open(clean: false);
        _appHost.CloseToOthers();

        folder.ForServer("postgres", new UserAccount("other", 4321, 4321)).ShouldNotStartWith(_appHost.Path);
        folder.ForServer("postgres", owner: null).ShouldStartWith(folder.Path);
    }

    public void Dispose() => _appHost.Dispose();

    private RunFolder Create(bool isThrowaway) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(RunFolder.Configure(_appHost.Path, isThrowaway)).Build());

    private void OpenOnceAndLeaveData()
    {
        using var folder = Create(isThrowaway: false);
        folder.Open(clean: false);
        Directory.CreateDirectory(Path.Combine(folder.Path, "postgres"));
        File.WriteAllText(Path.Combine(folder.Path, "postgres", "data"), "kept");
    }
}
