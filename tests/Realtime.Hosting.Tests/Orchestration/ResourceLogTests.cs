using Aspire.Hosting.Orchestration.Logs;

namespace Realtime.Hosting.Tests.Orchestration;

public sealed class ResourceLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("realtime-log").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_full_disk_costs_lines_of_the_file_and_nothing_else()
    {
        var file = Path.Combine(_folder, "service.log");
        File.CreateSymbolicLink(file, "/dev/full");
        var seen = new List<string>();
        using var log = new ResourceLog(file, seen.Add);

        log.Write("first");
        log.Write("second");
        File.Delete(file);
        log.Write("third");

        seen.ShouldBe(["first", "second", "third"]);
        log.Tail.ShouldBe(["first", "second", "third"]);
        File.ReadAllText(file).ShouldBe("third\n");
    }
}
