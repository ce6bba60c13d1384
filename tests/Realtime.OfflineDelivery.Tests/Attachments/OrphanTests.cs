using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Realtime.OfflineDelivery.Attachments;
using Realtime.OfflineDelivery.Attachments.Content;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.ServiceDefaults.Databases;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Attachments;

[Collection(FileStacksCollection.Name)]
public class OrphanTests(FileStacks stacks)
{
    private static readonly TimeSpan OrphanTime = TimeSpan.FromDays(7);

    [Fact]
    public async Task Content_TheDatabaseDoesNotKnow_Goes_AndNothingElse()
    {
        using var folder = new TempFolder();
        await using var stack = await DeliveryStack.StartAsync(stacks.Servers, "--Attachments:Storage=Folder", $"--Attachments:Folder={folder.Path}", "--Attachments:FolderMinFreeBytes=0", "--Attachments:OrphanSweepInterval=00:00:00.2", "--Attachments:OrphanTime=00:00:01");
        using var client = stack.Client("u1;realtime.connect");
        var known = await client.UploadAsync(1000);
        var orphans = Enumerable.Range(0, 20).Select(_ => Write(folder.Path, Guid.NewGuid().ToString("N"))).ToList();
        var foreign = Path.Combine(Path.GetDirectoryName(orphans[0])!, "notes.txt");
        await File.WriteAllTextAsync(foreign, "not ours");

        await Eventually.Async(() => !orphans.Any(File.Exists), TimeSpan.FromSeconds(60), "orphans stayed");

        File.Exists(foreign).ShouldBeTrue();
        (await client.GetAsync(known.UrlOf())).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Orphan_HoweverOld_IsKeptForItsTimeSinceItWasFirstMissed()
    {
        using var folder = new TempFolder();
        var (time, orphan) = (new ManualTime(), Guid.NewGuid());
        File.SetLastWriteTimeUtc(Write(folder.Path, orphan.ToString("N")), DateTime.UtcNow.AddYears(-1));
        var sweeper = Sweeper(Folder(folder.Path), time);

        await sweeper.SweepAsync(CancellationToken.None);
        time.Advance(OrphanTime - TimeSpan.FromSeconds(1));
        await sweeper.SweepAsync(CancellationToken.None);
        File.Exists(PathOf(folder.Path, orphan.ToString("N"))).ShouldBeTrue();

        time.Advance(TimeSpan.FromSeconds(1));
        await sweeper.SweepAsync(CancellationToken.None);
        File.Exists(PathOf(folder.Path, orphan.ToString("N"))).ShouldBeFalse();
    }

    [Fact]
    public async Task Orphan_ThatTheDatabaseKnewInBetween_BeginsAnew()
    {
        using var folder = new TempFolder();
        var (time, id) = (new ManualTime(), Guid.NewGuid());
        var path = Write(folder.Path, id.ToString("N"));
        var sweeper = Sweeper(Folder(folder.Path), time);
        await sweeper.SweepAsync(CancellationToken.None);

        // The wrong database is replaced by the right one, and that by another wrong one.
        time.Advance(OrphanTime);
        await stacks.Database.ScalarAsync<long>($"INSERT INTO files (id, owner, name, type, reserved, created_at, expires_at) VALUES ('{id}', 'orphan-owner', 'a', 'image/png', 0, now(), now() + interval '1 hour')");
        await sweeper.SweepAsync(CancellationToken.None);
        await stacks.Database.ScalarAsync<long>($"DELETE FROM files WHERE id = '{id}'");
        await sweeper.SweepAsync(CancellationToken.None);
        File.Exists(path).ShouldBeTrue();

        time.Advance(OrphanTime);
        await sweeper.SweepAsync(CancellationToken.None);
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task Orphan_ThatCannotBeRemoved_KeepsNoOtherOne()
    {
        var (time, content) = (new ManualTime(), new StubbornContent());
        var sweeper = Sweeper(content, time);
        await sweeper.SweepAsync(CancellationToken.None);
        time.Advance(OrphanTime);

        await sweeper.SweepAsync(CancellationToken.None);
        content.Deleted.ShouldBe(content.Ids[1..]);

        // It is tried again.
        content.Refused = Guid.Empty;
        await sweeper.SweepAsync(CancellationToken.None);
        content.Deleted.ShouldContain(content.Ids[0]);
    }

    private static IOptions<AttachmentOptions> OptionsOf(string? folder) =>
        Options.Create(new AttachmentOptions { Storage = AttachmentStorage.Folder, Folder = folder, OrphanTime = OrphanTime });

    private static FolderFileContent Folder(string path) => new(OptionsOf(path));

    private OrphanSweeper Sweeper(IFileContent content, TimeProvider time) =>
        new(stacks.Database.Get<FileCatalog>(), content, stacks.Database.Get<DatabaseGate>(), OptionsOf(null), time, NullLogger<OrphanSweeper>.Instance);

    private static string PathOf(string root, string name) => Path.Combine(root, name[..2], name);

    private static string Write(string root, string name)
    {
        var path = PathOf(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "orphan");
        return path;
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _elapsed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _elapsed;

        public void Advance(TimeSpan by) => _elapsed += by.Ticks;
    }

    /// <summary>Three files, the first of which does not go.</summary>
    private sealed class StubbornContent : IFileContent
    {
        public StubbornContent() => Refused = Ids[0];

        public Guid[] Ids { get; } = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];

        public Guid Refused { get; set; }

        public List<Guid> Deleted { get; } = [];

        public IEnumerable<IReadOnlyCollection<Guid>> All() => Ids.Except(Deleted).Select(static id => new[] { id });

        public void Delete(Guid id)
        {
            if (id == Refused)
            {
                throw new ContentUnavailableException("no", new IOException());
            }

            Deleted.Add(id);
        }

        public ValueTask<IFileWriter?> OpenAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Stream Read(Guid id, long length) => throw new NotSupportedException();
    }
}
