using System.Net;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Attachments;

[Collection(FileStacksCollection.Name)]
public class OrphanTests(FileStacks stacks)
{
    [Fact]
    public async Task Content_TheDatabaseDoesNotKnow_GoesWhenItIsOld_AndNothingElse()
    {
        using var folder = new TempFolder();
        await using var stack = await DeliveryStack.StartAsync(stacks.Servers, "--Attachments:Storage=Folder", $"--Attachments:Folder={folder.Path}", "--Attachments:FolderMinFreeBytes=0", "--Attachments:OrphanSweepInterval=00:00:00.2", "--Attachments:OrphanTime=01:00:00");
        using var client = stack.Client("u1;realtime.connect");
        var known = await client.UploadAsync(1000);
        var (orphans, recent) = (Enumerable.Range(0, 20).Select(_ => Write(folder.Path, Guid.NewGuid().ToString("N"))).ToList(), Write(folder.Path, Guid.NewGuid().ToString("N")));
        var foreign = Path.Combine(Path.GetDirectoryName(recent)!, "notes.txt");
        await File.WriteAllTextAsync(foreign, "not ours");
        foreach (var old in orphans.Append(foreign).Append(PathOf(folder.Path, known.IdOf().ToString("N"))))
        {
            File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));
        }

        await Eventually.Async(() => !orphans.Any(File.Exists), TimeSpan.FromSeconds(60), "orphans stayed");

        File.Exists(recent).ShouldBeTrue();
        File.Exists(foreign).ShouldBeTrue();
        (await client.GetAsync(known.UrlOf())).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static string PathOf(string root, string name) => Path.Combine(root, name[..2], name);

    private static string Write(string root, string name)
    {
        var path = PathOf(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "orphan");
        return path;
    }
}
